import { parseDocument } from 'yaml';
import { parseYaml, yamlOptions } from '../../document/yaml.ts';
import type { Edit } from './edits.ts';
import { says, wantedOf } from './edits.ts';
import { UnsupportedEditError, rewrite } from './rewrite.ts';
import { Splices } from './splices.ts';

/** A file could not be changed so that it says exactly what was meant; it is left alone. */
export class EditRefusedError extends Error {
  override readonly name = 'EditRefusedError';
  readonly hint: string;

  constructor(file: string, why: string) {
    super(`${file} can not be edited: ${why} It is left as it was.`);
    this.hint = 'Make the change by hand: it stands where the file is too artful to be edited.';
  }
}

/**
 * Changes what a file says and nothing else in it: comments, order, anchors and every untouched line stay.
 *
 * The result is read again, and has to say exactly what was meant.
 * @param text of the file; it has to be one that `load` takes
 * @param file the name that errors bear
 * @throws EditRefusedError
 */
export function editText(text: string, file: string, edits: readonly Edit[]): string {
  const has = valueOf(text, file);
  if (has === undefined) throw new EditRefusedError(file, 'it can not be read as YAML.');
  const wanted = wantedOf(has, edits);
  if (says(has, wanted.value)) return text;
  const edited = rewritten(text, file, has, wanted);
  const result = valueOf(edited, file);
  if (result === undefined || !says(result, wanted.value)) {
    throw new EditRefusedError(file, 'read again, it would not say what was meant.');
  }
  return edited;
}

function rewritten(text: string, file: string, has: unknown, wanted: ReturnType<typeof wantedOf>) {
  // Lone carriage returns end lines here as they do where a file is read.
  const lines = text.replaceAll(/\r(?!\n)/g, '\n');
  const document = parseDocument(lines, yamlOptions);
  try {
    return rewrite(document, new Splices(lines, text), has, wanted);
  } catch (error) {
    if (error instanceof UnsupportedEditError) throw new EditRefusedError(file, error.message);
    throw error;
  }
}

/** What a text says; undefined when that is not certain. */
function valueOf(text: string, file: string): unknown {
  const { document, problems } = parseYaml(text, file);
  return problems.some(({ severity }) => severity === 'error') ? undefined : document?.value;
}
