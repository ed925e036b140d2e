import { fileFlags } from './places.ts';
import type { FlagWords, Place, Value } from './places.ts';

/** Completion for zsh, with what each word means. */
export function zshScript(all: readonly Place[]): string {
  return `#compdef ax-access
# zsh completion for ax-access: source <(ax-access completion zsh), after compinit
_ax_access() {
  local cur="\${words[CURRENT]}" flag="\${words[CURRENT-1]}" command="" i
  if [[ "$cur" == --*=* ]]; then
    flag="\${cur%%=*}"
    compset -P '*='
  fi
  local -a again
  for ((i = 2; i < CURRENT; i++)); do
    case "\${words[i]}" in
      --sandbox) again+=(--sandbox) ;;
      ${fileFlags.join(' | ')}) again+=("\${words[i]}" "\${(Q)words[i+1]}") ;;
    esac
    case "\${command:+$command }\${words[i]}" in
      ${all.flatMap(({ command }) => (command === '' ? [] : `"${command}"`)).join(' | ')}) command="\${command:+$command }\${words[i]}" ;;
    esac
  done
  local -a next flags
  case "$command" in
${all.map(placeLines).join('\n')}
  esac
  if [[ "$cur" == -* ]]; then
    _describe -o 'flag' flags
  else
    _describe 'command' next
  fi
}
# Sourced, it registers itself; from a folder of functions, it is called.
if [ "\${funcstack[1]}" = "_ax_access" ]; then _ax_access "$@"; else compdef _ax_access ax-access; fi
`;
}

function placeLines({ command, next, flags, argument }: Place): string {
  const cases = flags
    .filter(({ value }) => value.kind !== 'none')
    .map(({ names, value }) => `        ${names.join(' | ')}) ${action(value)}; return ;;`);
  const own: readonly string[] =
    argument.kind === 'words'
      ? argument.words.map((word) => quoted(word))
      : next.map(([word, text]) => described(word, text));
  return [
    `    "${command}")`,
    ...(cases.length === 0 ? [] : ['      case "$flag" in', ...cases, '      esac']),
    `      next=(${own.join(' ')})`,
    `      flags=(${flags.flatMap(flagLines).join(' ')})`,
    ...(argument.kind === 'file' || argument.kind === 'names'
      ? [`      if [[ "$cur" != -* ]]; then ${action(argument)}; return; fi`]
      : []),
    '      ;;',
  ].join('\n');
}

const flagLines = ({ names, text }: FlagWords): readonly string[] =>
  names.map((name) => described(name, text));

function action(value: Value): string {
  switch (value.kind) {
    case 'words':
      return value.words.some((word) => word.endsWith('='))
        ? `compadd -S '' -- ${value.words.map(quoted).join(' ')}`
        : `compadd -- ${value.words.map(quoted).join(' ')}`;
    case 'file':
      return '_files';
    case 'names':
      return `compadd -- "\${(@f)$(ax-access completion --names ${value.of.join(',')} $again 2>/dev/null)}"`;
    case 'none':
    case 'any':
      return ':';
  }
}

/** A word and what it means, as _describe takes them. */
const described = (word: string, text: string): string =>
  quoted(`${word.replaceAll(':', String.raw`\:`)}:${text}`);

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
