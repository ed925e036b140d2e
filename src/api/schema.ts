import { withoutStop } from '../errorText.ts';
import { list, nullable, object, optional, text } from './decode.ts';
import type { Decoder } from './decode.ts';
import { ApiError } from './error.ts';
import type { Queries } from './queries.ts';

/** A field of a GraphQL type, as the server's schema describes it. */
export interface SchemaField {
  readonly name: string;
  /** The names of its arguments. */
  readonly args: readonly string[];
  /** The name of its type, without list and non-null wrappers. */
  readonly type: string;
  /** Whether it is a scalar or an enum, which have no fields. */
  readonly isValue: boolean;
}

/** A type of the schema with its fields, and the fields of their types. */
export interface SchemaType {
  field(name: string): SchemaField | undefined;
  readonly fields: readonly SchemaField[];
  /** The fields of a field's type; empty for a scalar or an enum. */
  behind(name: string): readonly SchemaField[];
}

/** A type, or why it is unknown. */
export type Shape = { readonly type: SchemaType } | { readonly unknown: string };

interface Named {
  readonly name: string | null;
  readonly kind: string;
  readonly fields?: readonly Inner[] | null | undefined;
  readonly ofType?: Named | null | undefined;
}

interface Inner {
  readonly name: string;
  readonly args: readonly { readonly name: string }[];
  readonly type: Named;
}

// Wrapped types are recursive, so the decoders are too.
const named: Decoder<Named> = (value, path) =>
  object({
    name: nullable(text),
    kind: text,
    fields: optional(nullable(list(field))),
    ofType: optional(nullable(named)),
  })(value, path);

const field: Decoder<Inner> = (value, path) =>
  object({ name: text, args: list(object({ name: text })), type: named })(value, path);

const answer = object({ type: nullable(object({ fields: nullable(list(field)) })) });

/** The most wrappers around a type: `[[Thing!]!]!` has five. */
const marks = 5;

const marked = (inner: string, left = marks): string =>
  `name kind ${inner}${left === 0 ? '' : ` ofType { ${marked(inner, left - 1)} }`}`;

// No deeper: servers refuse introspection through three levels of fields.
const document = `query TypeShape($name: String!) {
  type: __type(name: $name) { fields(includeDeprecated: true) {
    name args { name } type { ${marked(`fields(includeDeprecated: true) { name args { name } type { ${marked('')} } }`)} }
  } }
}`;

/** The type without its wrappers. */
const bare = (type: Named): Named => (type.ofType ? bare(type.ofType) : type);

const plain = ({ name, args, type }: Inner): SchemaField => {
  const { name: own, kind } = bare(type);
  return {
    name,
    args: args.map((each) => each.name),
    type: own ?? '',
    isValue: kind === 'SCALAR' || kind === 'ENUM',
  };
};

/**
 * Looks up a type in the schema. A server may refuse that, or use another name for the type: it is unknown then, which
 * is not an error.
 * @param name of a type that Arize documents, or of the type of one of its fields
 * @throws ApiError when there was no response
 */
export async function readType(client: Queries, name: string): Promise<Shape> {
  try {
    const { type } = await client.query('TypeShape', document, { name }, (data) =>
      answer(data, 'data'),
    );
    if (!type?.fields) return { unknown: `the schema has no type ${name}` };
    const found = type.fields;
    const fields = found.map(plain);
    return {
      type: {
        fields,
        field: (wanted) => fields.find((each) => each.name === wanted),
        behind(wanted) {
          const inner = found.find((each) => each.name === wanted);
          return (inner && bare(inner.type).fields?.map(plain)) ?? [];
        },
      },
    };
  } catch (error) {
    if (!isRefused(error)) throw error;
    return {
      unknown: `Arize did not answer the schema query (${withoutStop(error.message)})`,
    };
  }
}

/** Whether Arize responded but did not accept the query. */
export const isRefused = (error: unknown): error is ApiError =>
  error instanceof ApiError &&
  (error.kind === 'graphql' ||
    error.kind === 'too-complex' ||
    error.kind === 'invalid' ||
    error.kind === 'forbidden' ||
    error.kind === 'not-arize');
