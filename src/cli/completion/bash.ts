import { fileFlags } from './places.ts';
import type { Place, Value } from './places.ts';

/** Completion for bash 3.2 and later, without any package beside it. */
export function bashScript(all: readonly Place[]): string {
  return `# bash completion for ax-access: eval "$(ax-access completion bash)"
_ax_access() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" flag="\${COMP_WORDS[COMP_CWORD-1]}" command="" value="" next="" flags="" i
  local -a again
  # --format=json comes as three words.
  if [ "$cur" = "=" ]; then cur=""; elif [ "$flag" = "=" ]; then flag="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
      --sandbox) again+=(--sandbox) ;;
      ${fileFlags.join(' | ')}) again+=("\${COMP_WORDS[i]}" "\${COMP_WORDS[i+1]}") ;;
    esac
    case "\${command:+$command }\${COMP_WORDS[i]}" in
      ${all.flatMap(({ command }) => (command === '' ? [] : quoted(command))).join(' | ')}) command="\${command:+$command }\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$command" in
${all.map(placeLines).join('\n')}
  esac
  COMPREPLY=()
  case "$value" in
    "<file>")
      compopt -o filenames 2>/dev/null
      while IFS='' read -r i; do COMPREPLY+=("$i"); done < <(compgen -f -- "$cur")
      ;;
    "<any>") ;;
    "<names:"*)
      value="\${value#<names:}"
      while IFS='' read -r i; do
        printf -v i '%q' "$i"
        if [[ "$i" == "$cur"* ]]; then COMPREPLY+=("$i"); fi
      done < <(ax-access completion --names "\${value%>}" "\${again[@]}" 2>/dev/null)
      ;;
    "")
      if [ "\${cur:0:1}" = "-" ]; then next="$flags"; fi
      while IFS='' read -r i; do COMPREPLY+=("$i"); done < <(compgen -W "$next" -- "$cur")
      ;;
    *)
      if [ "\${value%=}" != "$value" ]; then compopt -o nospace 2>/dev/null; fi
      while IFS='' read -r i; do COMPREPLY+=("$i"); done < <(compgen -W "$value" -- "$cur")
      ;;
  esac
}
complete -F _ax_access ax-access
`;
}

function placeLines({ command, next, flags, argument }: Place): string {
  const words = flags.flatMap(({ names }) => names.filter((name) => name.startsWith('--')));
  const cases = flags
    .filter(({ value }) => value.kind !== 'none')
    .map(({ names, value }) => `        ${names.join(' | ')}) value="${valueText(value)}" ;;`);
  const own = next.map(([word]) => word).join(' ');
  return [
    `    ${quoted(command)})`,
    `      next="${own === '' ? nextOf(argument) : own}"`,
    `      flags="${words.join(' ')}"`,
    ...(cases.length === 0 ? [] : ['      case "$flag" in', ...cases, '      esac']),
    ...(argument.kind === 'file' || argument.kind === 'names'
      ? [
          `      if [ -z "$value" ] && [ "\${cur:0:1}" != "-" ]; then value="${valueText(argument)}"; fi`,
        ]
      : []),
    '      ;;',
  ].join('\n');
}

const nextOf = (argument: Value): string =>
  argument.kind === 'words' ? argument.words.join(' ') : '';

function valueText(value: Value): string {
  switch (value.kind) {
    case 'none':
      return '';
    case 'file':
      return '<file>';
    case 'any':
      return '<any>';
    case 'words':
      return value.words.join(' ');
    case 'names':
      return `<names:${value.of.join(',')}>`;
  }
}

const quoted = (text: string): string => `"${text}"`;
