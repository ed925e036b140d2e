import { getNamedType, GraphQLError, isInterfaceType, isObjectType, Kind } from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLNamedType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';

/** What a query may cost (Arize docs: resource limitations). */
export const COMPLEXITY_LIMIT = 1000;
/** The largest page. Arize has one but does not publish its size. */
const MAX_PAGE = 100;
/** The docs' own example calls this one without `first`. */
const UNPAGED = new Set(['accountOrganizationUsers']);

/** What a query costs, and what is wrong with its pages. */
export interface Complexity {
  cost: number;
  errors: GraphQLError[];
}

/**
 * The cost of a query: a field costs the number of times it is asked for. Under a connection's
 * `edges` that is the page size, `edges` and `node` included, so that `first: 50` with three fields
 * of the node costs 250 (Arize docs: `1 + 1 + 50*5 = 252`). Introspection is free.
 */
export function complexityOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Complexity {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  const errors: GraphQLError[] = [];

  const sizeOf = (field: FieldNode): number => {
    const given = ['first', 'last']
      .map((name) => argument(field, name, variables))
      .find((value) => value !== undefined && value !== null);
    const name = field.name.value;
    if (given === undefined) {
      if (!UNPAGED.has(name)) {
        const message = `\`${name}\` needs \`first\` or \`last\` to be paged`;
        errors.push(new GraphQLError(message, { nodes: field }));
      }
      return 1;
    }
    const size = Number(given);
    if (!Number.isInteger(size) || size < 0 || size > MAX_PAGE) {
      const message = `\`${name}\` gives pages of 0 to ${MAX_PAGE}`;
      errors.push(new GraphQLError(message, { nodes: field }));
      return 1;
    }
    return size;
  };

  const costOf = (
    selections: SelectionSetNode,
    parent: GraphQLNamedType | undefined,
    times: number,
    pageSize: number,
  ): number => {
    let cost = 0;
    for (const selection of selections.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        if (fragment === undefined) continue;
        const type = schema.getType(fragment.typeCondition.name.value);
        cost += costOf(fragment.selectionSet, type, times, pageSize);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const named = selection.typeCondition?.name.value;
        const type = named === undefined ? parent : schema.getType(named);
        cost += costOf(selection.selectionSet, type, times, pageSize);
      } else {
        cost += fieldCost(selection, parent, times, pageSize);
      }
    }
    return cost;
  };

  const fieldCost = (
    field: FieldNode,
    parent: GraphQLNamedType | undefined,
    times: number,
    pageSize: number,
  ): number => {
    const name = field.name.value;
    if (name.startsWith('__') || !(isObjectType(parent) || isInterfaceType(parent))) return 0;
    const type = getNamedType(parent.getFields()[name]?.type);
    const here = name === 'edges' ? times * pageSize : times;
    if (field.selectionSet === undefined) return here;
    const size = isConnection(type) ? sizeOf(field) : 1;
    return here + costOf(field.selectionSet, type, here, size);
  };

  const root = schema.getQueryType() ?? undefined;
  return { cost: costOf(operation.selectionSet, root, 1, 1), errors };
}

function isConnection(type: GraphQLNamedType | undefined): boolean {
  return isObjectType(type) && type.getFields()['edges'] !== undefined;
}

/** The value of an argument: written out, or that of a variable. */
function argument(
  field: FieldNode,
  name: string,
  variables: Readonly<Record<string, unknown>>,
): unknown {
  const value = field.arguments?.find((item) => item.name.value === name)?.value;
  if (value?.kind === Kind.INT) return Number(value.value);
  return value?.kind === Kind.VARIABLE ? variables[value.name.value] : undefined;
}
