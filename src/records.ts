/** A map of values by name: an object of JSON, or a map of YAML. */
export type Values = Readonly<Record<string, unknown>>;

/** Whether a value is such a map, and no list. */
export const isRecord = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
