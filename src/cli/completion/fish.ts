import type { NameSource } from '../flag.ts';
import { fileFlags } from './places.ts';
import type { FlagWords, Place } from './places.ts';

/** Completion for fish, with what each word means. */
export function fishScript(all: readonly Place[]): string {
  const names = all.flatMap(({ command }) => (command === '' ? [] : quoted(command)));
  return `# fish completion for ax-access: ax-access completion fish | source
function __ax_access_at
    set -l command ''
    for word in (commandline -opc)[2..-1]
        set -l longer (string trim -- "$command $word")
        if contains -- $longer ${names.join(' ')}
            set command $longer
        end
    end
    test "$command" = "$argv[1]"
end
function __ax_access_names
    set -l again
    set -l words (commandline -opc)
    for i in (seq 2 (count $words))
        if test "$words[$i]" = --sandbox
            set -a again --sandbox
        else if contains -- "$words[$i]" ${fileFlags.join(' ')}
            set -a again $words[$i] $words[(math $i + 1)]
        end
    end
    ax-access completion --names $argv[1] $again 2>/dev/null
end
complete -c ax-access -f
${all.flatMap(placeLines).join('\n')}
`;
}

function placeLines({ command, next, flags, argument }: Place): readonly string[] {
  const start = `complete -c ax-access -n ${quoted(`__ax_access_at "${command}"`)}`;
  return [
    ...next.map(([word, text]) => `${start} -a ${quoted(word)} -d ${quoted(text)}`),
    ...(argument.kind === 'words' ? [`${start} -a ${quoted(argument.words.join(' '))}`] : []),
    ...(argument.kind === 'file' ? [`${start} -F`] : []),
    ...(argument.kind === 'names' ? [`${start} -a ${quoted(namesCall(argument.of))}`] : []),
    ...flags.map((flag) => `${start} ${flagText(flag)}`),
  ];
}

function flagText({ names, text, value }: FlagWords): string {
  const spelled = names.map((name) =>
    name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  const taken =
    value.kind === 'words'
      ? ` -x -a ${quoted(value.words.join(' '))}`
      : value.kind === 'file'
        ? ' -r -F'
        : value.kind === 'any'
          ? ' -x'
          : value.kind === 'names'
            ? ` -x -a ${quoted(namesCall(value.of))}`
            : '';
  return `${spelled.join(' ')}${taken} -d ${quoted(text)}`;
}

const namesCall = (of: readonly NameSource[]): string => `(__ax_access_names ${of.join(',')})`;

const quoted = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
