import { readFileSync } from 'node:fs';
import { parseSync } from 'rolldown/utils';

const path = 'src/report/document.ts';

const description =
  'What `report --json` writes, and what the HTML pages of `report`, `plan` and `drift` contain: who has access to what and how, findings, and what a plan changes. It consists of tables and indices: an index is a position in the table that its description names, so that each name appears once. On failure it is the error of plan.schema.json. Ignore unknown keys: later releases may add some.';

/** Every number is a count, a limit or a position. */
const whole = { type: 'integer', minimum: 0 };

/**
 * The JSON schema of the access map, generated from its types: each type is a definition, and each comment a
 * description.
 */
export function reportSchema() {
  const source = readFileSync(path, 'utf8');
  const { program, comments } = parseSync(path, source);
  const types = new Map(
    program.body.flatMap(({ declaration, start }) =>
      declaration?.id === undefined ? [] : [[declaration.id.name, { ...declaration, start }]],
    ),
  );
  const texts = new Map(comments.map(({ end, value }) => [end, textOf(value)]));

  /** The comment directly before a type or a key. */
  const described = ({ start }, schema) => {
    const before = source.slice(0, start).trimEnd();
    const text = texts.get(before.length);
    if (text === undefined) throw new Error(`${path}:${before.split('\n').length}: no comment`);
    // Draft 7 ignores keys beside a reference.
    return { description: text, ...('$ref' in schema ? { allOf: [schema] } : schema) };
  };

  const objectOf = (members) => {
    const required = members.flatMap(({ optional, key }) => (optional ? [] : [key.name]));
    return {
      type: 'object',
      ...(required.length > 0 && { required }),
      properties: Object.fromEntries(
        members.map((member) => [
          member.key.name,
          described(member, schemaOf(member.typeAnnotation.typeAnnotation)),
        ]),
      ),
    };
  };

  const membersOf = (type) => [
    ...type.body.body,
    ...type.extends.flatMap(({ expression }) => membersOf(types.get(expression.name))),
  ];

  const schemaOf = (type) => {
    switch (type.type) {
      case 'TSStringKeyword':
        return { type: 'string' };
      case 'TSNumberKeyword':
        return whole;
      case 'TSBooleanKeyword':
        return { type: 'boolean' };
      case 'TSLiteralType':
        return { const: type.literal.value };
      case 'TSTypeLiteral':
        return objectOf(type.members);
      case 'TSArrayType':
        return { type: 'array', items: schemaOf(type.elementType) };
      case 'TSTypeOperator':
      case 'TSParenthesizedType':
        return schemaOf(type.typeAnnotation);
      case 'TSTupleType':
        return {
          type: 'array',
          items: whole,
          minItems: type.elementTypes.filter(({ optional }) => !optional).length,
          maxItems: type.elementTypes.length,
        };
      case 'TSUnionType':
        return unionOf(type.types.map(schemaOf));
      case 'TSTypeReference':
        return refTo(type.typeName.name);
      default:
        throw new Error(`${path}: no schema for ${type.type}`);
    }
  };

  const definitions = new Map();
  const refTo = (name) => {
    const type = types.get(name);
    // Types from another file are strings.
    if (type === undefined) return { type: 'string' };
    if (!definitions.has(name)) {
      definitions.set(name, undefined);
      const isObject = type.type === 'TSInterfaceDeclaration';
      const schema = isObject ? objectOf(membersOf(type)) : schemaOf(type.typeAnnotation);
      definitions.set(name, described(type, schema));
    }
    return { $ref: `#/definitions/${definitionName(name)}` };
  };

  const root = refTo('ReportDocument');
  const order = [...types.keys()].filter((name) => definitions.has(name));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'The access map of ax-access',
    description,
    oneOf: [root],
    definitions: Object.fromEntries(
      order.map((name) => [definitionName(name), definitions.get(name)]),
    ),
  };
}

const unionOf = (branches) => {
  const words = branches.map((branch) => branch.const);
  return words.every((word) => typeof word === 'string')
    ? { type: 'string', enum: words }
    : { anyOf: branches };
};

/** `rule_verdict` for `ReportRuleVerdict`. */
const definitionName = (type) =>
  type === 'ReportDocument'
    ? 'report'
    : type
        .replace(/^Report/, '')
        .replaceAll(/(?<=[a-z])[A-Z]/g, '_$&')
        .toLowerCase();

const textOf = (comment) =>
  comment
    .replace(/^\*/, '')
    .replaceAll(/\s*\n\s*\*\s*/g, ' ')
    .trim();
