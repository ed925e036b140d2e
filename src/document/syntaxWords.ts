import type { YAMLError } from 'yaml';
import type { SourceText } from './sourceText.ts';

/** A parser error in plain words. */
export interface Said {
  readonly code: string;
  readonly message: string;
  readonly suggestion?: string;
  /** The range to mark, if it differs from the parser's. */
  readonly range?: readonly [number, number];
  /** How far the damage goes: not at all, one value, or (if omitted) everything that follows. */
  readonly spoils?: 'nothing' | 'value';
}

/** An error of the parser, with its surroundings. */
export interface Complaint {
  readonly error: YAMLError;
  readonly source: SourceText;
  /** The first text at or after the parser's position, and the rest of that line. */
  readonly start: number;
  readonly rest: string;
  /** Takes the nearest unclosed bracket or quote before an offset. */
  readonly takeOpen: (before: number) => number | undefined;
}

/** The parser's messages about unclosed brackets and quotes. */
export const unclosed = /^Missing closing|must be sufficiently indented|must end with/;

/** Explains an error of the YAML parser, and what to do. */
export function inWords(complaint: Complaint): Said {
  const { error, start, rest, source } = complaint;
  const { message } = error;
  switch (error.code) {
    case 'BAD_INDENT':
      if (unclosed.test(message)) return unclosedBracket(complaint);
      return badIndentation(complaint);
    case 'MISSING_CHAR':
      return missingCharacter(complaint);
    case 'MULTILINE_IMPLICIT_KEY':
      return missingColon(complaint);
    case 'BLOCK_AS_IMPLICIT_KEY':
      return nestedOnOneLine(complaint);
    case 'BLOCK_IN_FLOW':
      return rest.startsWith('- ')
        ? {
            code: 'list-in-brackets',
            message: 'a "-" is not allowed inside brackets',
            suggestion: 'separate the items with commas: [a, b], or remove the brackets',
          }
        : missingComma;
    case 'BAD_SCALAR_START':
      return {
        code: 'needs-quotes',
        message: `text that begins with "${rest.slice(0, 1)}" needs quotes`,
        suggestion: `write "${plainText(rest)}"`,
        range: [start, start + plainText(rest).length],
        spoils: 'value',
      };
    case 'BAD_ALIAS':
      return badAlias(complaint);
    case 'BAD_DQ_ESCAPE':
      return {
        code: 'bad-escape',
        message: `"${rest.slice(0, 2)}" is not a valid escape in double quotes`,
        suggestion: 'put the text in single quotes, or write each backslash twice',
        range: [start, start + 2],
        spoils: 'value',
      };
    case 'TAG_RESOLVE_FAILED':
    case 'BAD_COLLECTION_TYPE':
    case 'MULTIPLE_TAGS':
      return badTag(complaint);
    case 'ALIAS_PROPS':
      return {
        code: 'bad-alias',
        message: 'an alias cannot have an anchor or a tag of its own',
        suggestion: 'remove what precedes the "*"',
        spoils: 'value',
      };
    case 'BAD_DIRECTIVE':
      return {
        code: 'bad-directive',
        message: 'a line that begins with "%" is a YAML directive, and this one is unknown',
        suggestion: 'remove the line',
        range: [start, start + rest.length],
        spoils: 'nothing',
      };
    case 'UNEXPECTED_TOKEN':
      return unexpected(complaint);
    case 'KEY_OVER_1024_CHARS':
      return {
        code: 'long-key',
        message: 'this key has more than 1,024 characters',
        suggestion: 'look for an unclosed quote',
        spoils: 'value',
      };
    case 'BAD_PROP_ORDER':
    case 'DUPLICATE_KEY':
    case 'IMPOSSIBLE':
    case 'MULTIPLE_ANCHORS':
    case 'MULTIPLE_DOCS':
    case 'NON_STRING_KEY':
    case 'RESOURCE_EXHAUSTION':
    case 'TAB_AS_INDENT':
      return fallback(message, source);
  }
}

function badIndentation({ source, start, rest }: Complaint): Said {
  const { start: lineStart } = source.line(start);
  const indent = start - lineStart;
  const above = lineAbove(source, lineStart);
  const aboveText = above === undefined ? '' : source.text.slice(above.start, above.end);
  const aboveIndent = aboveText.length - aboveText.trimStart().length;
  const range = [start, start + Math.max(1, rest.length)] as const;
  if (aboveText.startsWith('- ', aboveIndent) && indent === aboveIndent && !rest.startsWith('-')) {
    return {
      code: 'mixed-list',
      message: 'a key cannot follow list items with the same indentation',
      suggestion: 'begin the line with "- ", or indent it like the rest of the item above',
      range,
    };
  }
  const line =
    above === undefined
      ? ''
      : ` (line ${source.position(above.start).line} has ${spaces(aboveIndent)})`;
  return {
    code: 'bad-indentation',
    message: `this line is indented by ${spaces(indent)}, which matches no line above it`,
    suggestion: `align it with the keys it belongs to${line}`,
    range,
  };
}

function missingCharacter(complaint: Complaint): Said {
  const { error, start, rest, source } = complaint;
  const { message } = error;
  const quote = /^Missing closing (.)quote/.exec(message)?.[1];
  if (quote !== undefined) {
    const from = complaint.takeOpen(error.pos[0]) ?? start;
    return {
      code: 'unclosed-quote',
      message: `missing closing ${quote} for the text that begins here`,
      suggestion:
        quote === '"'
          ? 'add it at the end of the text; inside the text, write a quote as \\"'
          : "add it at the end of the text; inside the text, write a quote as ''",
      range: [from, source.line(from).end],
    };
  }
  if (unclosed.test(message)) return unclosedBracket(complaint);
  if (message.startsWith('Comments must')) {
    return {
      code: 'missing-space',
      message: 'a "#" begins a comment only after a space',
      suggestion: 'put a space before it, or quote the text it belongs to',
      range: [start, start + 1],
      spoils: 'nothing',
    };
  }
  if (message.startsWith('Implicit map keys')) return missingColon(complaint);
  if (message.startsWith('Missing space after :')) {
    return {
      code: 'missing-space',
      message: 'missing space after the ":"',
      suggestion: 'add one',
    };
  }
  if (message.startsWith('Missing ,')) return missingComma;
  if (message.startsWith('Tags and anchors')) return needsQuotes(rest.slice(0, 1));
  if (message.includes('directives-end')) {
    return {
      code: 'bad-directive',
      message: 'a line that begins with "%" must be followed by a line "---"',
      suggestion: 'remove the line with "%"',
      spoils: 'nothing',
    };
  }
  return fallback(message, source);
}

function unclosedBracket({ error, source, takeOpen }: Complaint): Said {
  const from = takeOpen(error.pos[0]) ?? error.pos[0];
  const opening = source.text[from] === '{' ? '{' : '[';
  const closing = opening === '{' ? '}' : ']';
  const found = source.text[error.pos[0]] ?? '';
  if (/[\]}]/.test(found) && found !== closing) {
    return {
      code: 'wrong-bracket',
      message: `a "${opening}" is closed with "${found}"`,
      suggestion: `write "${closing}" here`,
      range: [error.pos[0], error.pos[0] + 1],
    };
  }
  return {
    code: 'unclosed-bracket',
    message: `this "${opening}" is never closed`,
    suggestion: `add the "${closing}", and indent all lines up to it`,
    range: [from, from + 1],
  };
}

const missingComma: Said = {
  code: 'missing-comma',
  message: 'missing comma before this, or unclosed brackets',
  suggestion: 'between brackets, separate items with commas: [a, b] or {a: 1, b: 2}',
};

function missingColon(complaint: Complaint): Said {
  const { start, rest } = complaint;
  const text = rest.replace(/\s+#.*$/, '').trimEnd();
  if (/^[*&]\S+:\s/.test(text)) return colonInAlias;
  const joined = /^([^\s:"'[{]+):(?=[^\s/])/.exec(text)?.[1];
  const range = [start, start + text.length] as const;
  if (joined !== undefined) {
    return {
      code: 'missing-space',
      message: `missing space after "${joined}:"`,
      suggestion: `write "${joined}: ${text.slice(joined.length + 1)}"`,
      range,
    };
  }
  if (text.startsWith('- ')) return listAmongKeys(complaint, range);
  return {
    code: 'missing-colon',
    message: `expected "key: value", found "${text}"`,
    suggestion: 'put a ":" after a key; indent text that continues the line above',
    range,
  };
}

function listAmongKeys(complaint: Complaint, range: readonly [number, number]): Said {
  const { source, start } = complaint;
  const above = lineAbove(source, source.line(start).start);
  // Below another item it belongs to the same list, and only its indentation is wrong.
  if (above !== undefined && /^\s*- /.test(source.text.slice(above.start, above.end))) {
    return badIndentation(complaint);
  }
  return {
    code: 'mixed-list',
    message: 'a list item cannot follow keys with the same indentation',
    suggestion: 'remove the "-", or put the list under its own key',
    range,
  };
}

function nestedOnOneLine(complaint: Complaint): Said {
  const { start, rest, error } = complaint;
  const text = rest.replace(/\s+#.*$/, '').trimEnd();
  const range = [start, start + text.length] as const;
  if (error.message.includes('block sequence') || text.startsWith('- '))
    return listAmongKeys(complaint, range);
  if (/:(\s|$)/.test(text)) {
    return {
      code: 'two-colons',
      message: 'two keys on this line, or unquoted text with a colon',
      suggestion: `if it is text, write "${text.replaceAll('"', '\\"')}"`,
      range,
    };
  }
  return {
    code: 'value-and-keys',
    message: `the key has the value "${text}", but more keys are indented below it`,
    suggestion: 'remove the value, or indent the keys below like the key itself',
    range,
  };
}

function needsQuotes(character: string): Said {
  return {
    code: 'needs-quotes',
    message: `text that begins with "${character}" needs quotes`,
    suggestion: 'put the whole text in quotes',
    spoils: 'value',
  };
}

const colonInAlias: Said = {
  code: 'missing-space',
  message: 'a ":" right after the name of an anchor or alias is part of the name',
  suggestion: 'put a space before the ":"',
};

function badAlias({ error, start, rest }: Complaint): Said {
  if (error.message.includes('ambiguous')) return colonInAlias;
  const said = needsQuotes(rest.startsWith('&') ? '&' : '*');
  return { ...said, range: [start, start + 1] };
}

function badTag({ error, start, rest }: Complaint): Said {
  const tag = /^![^\s,\]}]*/.exec(rest)?.[0];
  if (tag === undefined) return { ...needsQuotes(rest.slice(0, 1)), range: [start, start + 1] };
  const plain = /tag:yaml\.org,2002:(int|float|bool|null|str|map|seq)\b/.exec(error.message)?.[1];
  const range = [start, start + tag.length] as const;
  if (plain !== undefined) {
    return {
      code: 'custom-tag',
      message: `the value after "${tag}" is not of that type`,
      suggestion: `remove "${tag}"`,
      range,
      spoils: 'value',
    };
  }
  return {
    code: 'custom-tag',
    message: `the tag "${tag}" is not supported`,
    suggestion: 'remove it; quote text that begins with "!"',
    range,
    spoils: 'value',
  };
}

function unexpected({ error, source, start, rest }: Complaint): Said {
  const character = rest.slice(0, 1);
  if (/at node end|in YAML stream/.test(error.message)) {
    const before =
      source.text
        .slice(Math.max(0, start - 80), start)
        .trimEnd()
        .at(-1) ?? '';
    if (/[\]}]/.test(character)) {
      return {
        code: 'wrong-bracket',
        message: `unmatched "${character}"`,
        suggestion: 'remove it, or add the bracket it closes',
        range: [start, start + 1],
      };
    }
    if (before === '"' || before === "'") {
      return {
        code: 'text-after-quote',
        message: 'unexpected text after the closing quote',
        suggestion:
          before === "'"
            ? "write a quote inside single quotes as '', or use double quotes"
            : 'write a quote inside double quotes as \\", or use single quotes',
        range: [start, start + rest.length],
      };
    }
  }
  if (/block-seq-ind on same line/.test(error.message)) {
    return {
      code: 'list-after-key',
      message: 'a list item cannot be on the same line as its key',
      suggestion: 'put it on a line of its own, or write the list in brackets: [a, b]',
      range: [start, start + rest.length],
    };
  }
  if (character === ',') {
    return {
      code: 'extra-comma',
      message: 'no value before this comma',
      suggestion: 'remove it, or write a value',
      range: [start, start + 1],
    };
  }
  return fallback(error.message, source);
}

/** For mistakes so rare that the parser's own message is enough. */
function fallback(message: string, source: SourceText): Said {
  const [first = ''] = message;
  return {
    code: 'yaml-syntax',
    message: `invalid YAML: ${first.toLowerCase()}${message.slice(1)}`,
    suggestion: `compare the line with others in ${source.file}; quote text with special characters`,
  };
}

function lineAbove(
  source: SourceText,
  lineStart: number,
): { start: number; end: number } | undefined {
  for (let at = lineStart - 1; at >= 0;) {
    const line = source.line(at);
    if (/^\s*[^\s#]/.test(source.text.slice(line.start, line.end))) return line;
    at = line.start - 1;
  }
  return undefined;
}

function plainText(rest: string): string {
  return rest.replace(/(?:\s+#.*|[,\]}].*|:(?:\s.*)?)$/, '').trimEnd();
}

function spaces(count: number): string {
  return count === 1 ? '1 space' : `${count} spaces`;
}
