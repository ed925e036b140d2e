import { parseDocument } from 'yaml';
import { parseYaml, yamlOptions } from '../../document/yaml.ts';
import type { LocatedDocument } from '../../document/yaml.ts';
import { isRecord } from '../../records.ts';
import type { Edit, YamlPath } from './edits.ts';
import { says, valueAt, wantedOf } from './edits.ts';
import { UnsupportedEditError, rewrite } from './rewrite.ts';
import { Splices } from './splices.ts';

/** An edit whose result would not say exactly what was meant; the file stays unchanged. */
export class EditRefusedError extends Error {
  override readonly name = 'EditRefusedError';
  readonly hint: string;

  /** @param line of the file, if it is known */
  constructor(file: string, why: string, line?: number) {
    const place = line === undefined ? file : `${file}:${line}`;
    super(`${place} cannot be edited: ${why} The file is unchanged.`);
    this.hint = 'Edit this part of the file yourself, or write it as simpler YAML and try again.';
  }
}

/**
 * Changes values in the text of a file and nothing else: comments, order, anchors and all other lines stay.
 *
 * The result is parsed again and must say exactly what was intended.
 * @param text of the file, which `load` must accept
 * @param file its name for errors
 * @throws EditRefusedError
 */
export function editText(text: string, file: string, edits: readonly Edit[]): string {
  const document = readBack(text, file);
  const has = document?.value;
  if (document === undefined) throw new EditRefusedError(file, 'it is not valid YAML.');
  const wanted = wantedOf(has, edits);
  if (says(has, wanted.value)) return text;
  const edited = rewritten(text, file, has, wanted);
  const result = readBack(edited, file)?.value;
  if (result === undefined || !says(result, wanted.value)) {
    const { line } = document.locate(differing(result, wanted.value));
    throw new EditRefusedError(file, 'the edited text would not say what was intended.', line);
  }
  return edited;
}

function rewritten(text: string, file: string, has: unknown, wanted: ReturnType<typeof wantedOf>) {
  // A lone carriage return ends a line, as in the loader.
  const lines = text.replaceAll(/\r(?!\n)/g, '\n');
  const document = parseDocument(lines, yamlOptions);
  try {
    return rewrite(document, new Splices(lines, text), has, wanted);
  } catch (error) {
    if (!(error instanceof UnsupportedEditError)) throw error;
    const { message, offset } = error;
    const line = offset === undefined ? undefined : lines.slice(0, offset).split('\n').length;
    throw new EditRefusedError(file, message, line);
  }
}

/** The value of a text; undefined if it has errors. */
function readBack(text: string, file: string): LocatedDocument | undefined {
  const { document, problems } = parseYaml(text, file);
  return problems.some(({ severity }) => severity === 'error') ? undefined : document;
}

/** The path to the first difference of two values. */
function differing(a: unknown, b: unknown): YamlPath {
  if (!isRecord(a) || !isRecord(b)) return [];
  const name = Object.keys({ ...a, ...b }).find(
    (key) => !says(valueAt(a, [key]), valueAt(b, [key])),
  );
  return name === undefined ? [] : [name, ...differing(valueAt(a, [name]), valueAt(b, [name]))];
}
