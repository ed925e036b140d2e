import { closest } from '../document/suggest.ts';
import { shellWord } from '../text.ts';
import { attributeOf, longOf } from './flag.ts';
import type { Flag, RawValues } from './flag.ts';
import { globalFlags, globalNames } from './globalFlags.ts';
import type { GlobalName } from './globalFlags.ts';
import type { Terminal } from './terminal.ts';

const prefix = 'AX_ACCESS_';

/** Values from the environment for flags that the command line leaves out. */
export interface Settings {
  /** By the attribute of the flag. */
  readonly values: RawValues;
  tell(terminal: Terminal): void;
}

const flagOf = (name: GlobalName): Flag => globalFlags[name];

/** All variables that set a flag. */
const variables = globalNames.flatMap((name) => flagOf(name).variable ?? []);

/** The settings that apply to a command. @param takes the flags that it takes */
export function settingsFor(takes: readonly GlobalName[], raw: RawValues): Settings {
  const able = takes.map(flagOf).filter(({ variable }) => variable !== undefined);
  const used = able.flatMap((flag) => {
    const attribute = attributeOf(flag);
    const value = valueOf(flag);
    return value === undefined || raw[attribute] !== undefined ? [] : [{ flag, attribute, value }];
  });
  return {
    values: Object.fromEntries(used.map(({ attribute, value }) => [attribute, value])),
    tell(terminal) {
      for (const { flag, value } of used) {
        const words = value === true ? '' : ` ${shellWord(value)}`;
        terminal.note(`From ${flag.variable}: ${longOf(flag)}${words}`);
      }
      if (able.length > 0) for (const name of unknown()) terminal.tell(unknownText(name));
    },
  };
}

/** The value of a flag's variable; true for a flag without one, where a flag can do without. */
function valueOf({ variable = '', spelling }: Flag): string | true | undefined {
  const value = (process.env[variable] ?? '').trim();
  if (value === '') return undefined;
  if (!spelling.includes('[')) return value;
  if (/^(?:0|false|no|off)$/i.test(value)) return undefined;
  return /^(?:1|true|yes|on)$/i.test(value) ? true : value;
}

const unknown = (): readonly string[] =>
  Object.keys(process.env).filter((name) => name.startsWith(prefix) && !variables.includes(name));

function unknownText(name: string): string {
  const end = (variable: string): string => variable.slice(prefix.length);
  const meant = closest(end(name), variables.map(end));
  const hint =
    meant === undefined
      ? `ax-access reads ${variables.join(', ')}.`
      : `Did you mean ${prefix}${meant}?`;
  return `warning: ${name} has no effect. ${hint}`;
}
