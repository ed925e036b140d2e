import { list, nullable, object, optional, text } from './decode.ts';
import type { Decoder } from './decode.ts';
import { ApiError } from './error.ts';
import type { Queries } from './queries.ts';

/** A field of a GraphQL type, as the server's schema describes it. */
export interface SchemaField {
  readonly name: string;
  /** The arguments that it takes. */
  readonly args: readonly string[];
  /** The name of its type, without the marks of lists and of what is never null. */
  readonly type: string;
  /** It holds values alone, and has no fields of its own. */
  readonly isValue: boolean;
}

/** A type of the schema with its fields, and the fields of the types that those lead to. */
export interface SchemaType {
  field(name: string): SchemaField | undefined;
  readonly fields: readonly SchemaField[];
  /** The fields of what a field leads to; empty where it holds values. */
  behind(name: string): readonly SchemaField[];
}

/** What is known of a type: its fields, or why they are not known. */
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

// A type names itself below its marks, so the decoders do too.
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

/** Below at most these many marks is the type: `[[Thing!]!]!` has five. */
const marks = 5;

const marked = (inner: string, left = marks): string =>
  `name kind ${inner}${left === 0 ? '' : ` ofType { ${marked(inner, left - 1)} }`}`;

// No deeper: servers refuse queries of the schema that go down three lists of fields.
const document = `query TypeShape($name: String!) {
  type: __type(name: $name) { fields(includeDeprecated: true) {
    name args { name } type { ${marked(`fields(includeDeprecated: true) { name args { name } type { ${marked('')} } }`)} }
  } }
}`;

/** The type below the marks. */
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
 * Asks the schema for a type. Servers may refuse that, or call the type otherwise: it is unknown then, which is no
 * error.
 * @param name of a type that Arize documents, or that a field of one leads to
 * @throws ApiError when no answer could be had
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
      unknown: `Arize does not answer questions about its schema (${error.message.replace(/\.$/, '')})`,
    };
  }
}

/** Whether Arize answered and did not take the query as it was put. */
export const isRefused = (error: unknown): error is ApiError =>
  error instanceof ApiError &&
  (error.kind === 'graphql' ||
    error.kind === 'invalid' ||
    error.kind === 'forbidden' ||
    error.kind === 'not-arize');
