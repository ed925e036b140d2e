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
    const value = (process.env[flag.variable ?? ''] ?? '').trim();
    const attribute = attributeOf(flag);
    return value === '' || raw[attribute] !== undefined ? [] : [{ flag, attribute, value }];
  });
  return {
    values: Object.fromEntries(used.map(({ attribute, value }) => [attribute, value])),
    tell(terminal) {
      for (const { flag, value } of used) {
        terminal.note(`From ${flag.variable}: ${longOf(flag)} ${shellWord(value)}`);
      }
      if (able.length > 0) for (const name of unknown()) terminal.tell(unknownText(name));
    },
  };
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
