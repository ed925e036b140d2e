import { schema, validate } from 'validators:access';
import { branches } from 'validators:access/branches';
import type { LocatedDocument } from '../document/locatedDocument.ts';
import type { Problem } from '../document/problem.ts';
import { schemaProblems } from '../document/schemaProblems.ts';

/** The same schema that editors use. */
const validator = { schema, validate, branches };

/** Where a file differs from the schema, in words. */
export const shapeProblems = (document: LocatedDocument): readonly Problem[] =>
  schemaProblems(document, validator);
