import type { YAMLError } from 'yaml';
import type { SourceText } from './sourceText.ts';

/** A complaint in words. */
export interface Said {
  readonly code: string;
  readonly message: string;
  readonly suggestion?: string;
  /** What is marked, if it is not what the parser points at. */
  readonly range?: readonly [number, number];
  /** How far the damage goes: nowhere, into one value, or (left out) into all that follows. */
  readonly spoils?: 'nothing' | 'value';
}

/** What the parser complained of. */
export interface Complaint {
  readonly error: YAMLError;
  readonly source: SourceText;
  /** The first text at or after the place the parser points at, and its line from there on. */
  readonly start: number;
  readonly rest: string;
  /** Takes the nearest place before an offset where a bracket or quote begins that is never closed. */
  readonly takeOpen: (before: number) => number | undefined;
}

/** The messages of the parser about brackets and quotes that are never closed. */
export const unclosed = /^Missing closing|must be sufficiently indented|must end with/;

/** Says in plain words what an error of the YAML parser means, and what to do. */
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
            message: 'a "-" cannot stand between brackets',
            suggestion: 'separate the items with commas: [a, b], or leave the brackets out',
          }
        : missingComma;
    case 'BAD_SCALAR_START':
      return {
        code: 'needs-quotes',
        message: `a text that begins with "${rest.slice(0, 1)}" needs quotes`,
        suggestion: `write "${plainText(rest)}"`,
        range: [start, start + plainText(rest).length],
        spoils: 'value',
      };
    case 'BAD_ALIAS':
      return badAlias(complaint);
    case 'BAD_DQ_ESCAPE':
      return {
        code: 'bad-escape',
        message: `in double quotes a backslash begins an escape, and "${rest.slice(0, 2)}" is none`,
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
        suggestion: 'leave out what stands in front of the "*"',
        spoils: 'value',
      };
    case 'BAD_DIRECTIVE':
      return {
        code: 'bad-directive',
        message:
          'a line that begins with "%" is an instruction to the YAML parser, and this is an unknown one',
        suggestion: 'leave the line out',
        range: [start, start + rest.length],
        spoils: 'nothing',
      };
    case 'UNEXPECTED_TOKEN':
      return unexpected(complaint);
    case 'KEY_OVER_1024_CHARS':
      return {
        code: 'long-key',
        message: 'this key has more than 1,024 characters',
        suggestion: 'look for a quote that is not closed',
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
      message: 'a key stands where the list above goes on',
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
    message: `this line is indented by ${spaces(indent)}, which fits no line above it`,
    suggestion: `line it up with the keys that it belongs to${line}`,
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
      message: `the text that begins here has no closing ${quote}`,
      suggestion:
        quote === '"'
          ? 'add the quote at its end; a quote inside of it is written \\"'
          : "add the quote at its end; a quote inside of it is written ''",
      range: [from, source.line(from).end],
    };
  }
  if (unclosed.test(message)) return unclosedBracket(complaint);
  if (message.startsWith('Comments must')) {
    return {
      code: 'missing-space',
      message: 'a "#" begins a comment only after a space',
      suggestion: 'put a space in front of it, or quotes around the text that it belongs to',
      range: [start, start + 1],
      spoils: 'nothing',
    };
  }
  if (message.startsWith('Implicit map keys')) return missingColon(complaint);
  if (message.startsWith('Missing space after :')) {
    return {
      code: 'missing-space',
      message: 'there is no space after the ":"',
      suggestion: 'put one there',
    };
  }
  if (message.startsWith('Missing ,')) return missingComma;
  if (message.startsWith('Tags and anchors')) return needsQuotes(rest.slice(0, 1));
  if (message.includes('directives-end')) {
    return {
      code: 'bad-directive',
      message: 'after a line that begins with "%" a line "---" must follow',
      suggestion: 'leave the line with "%" out',
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
  message: 'a comma is missing in front of this, or the brackets are not closed before it',
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
      message: `there is no space after the ":" behind "${joined}"`,
      suggestion: `write "${joined}: ${text.slice(joined.length + 1)}"`,
      range,
    };
  }
  if (text.startsWith('- ')) return listAmongKeys(complaint, range);
  return {
    code: 'missing-colon',
    message: `"${text}" stands alone where a key belongs`,
    suggestion: 'put a ":" after a key; indent a text that goes on from the line above',
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
    message: 'a list item stands where the keys above go on',
    suggestion: 'leave out the "-", or put the list under a key of its own',
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
      message: 'there are two keys on this line, or a text with a colon and without quotes',
      suggestion: `if it is a text, write "${text.replaceAll('"', '\\"')}"`,
      range,
    };
  }
  return {
    code: 'value-and-keys',
    message: `the key has the value "${text}", and more keys are indented below it`,
    suggestion: 'leave out the value, or indent the keys below like the key itself',
    range,
  };
}

function needsQuotes(character: string): Said {
  return {
    code: 'needs-quotes',
    message: `a text that begins with "${character}" needs quotes`,
    suggestion: 'put the whole text in quotes',
    spoils: 'value',
  };
}

const colonInAlias: Said = {
  code: 'missing-space',
  message: 'a ":" right after the name of an anchor or alias is taken for a part of the name',
  suggestion: 'put a space in front of the ":"',
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
      message: `what follows "${tag}" is not of that type`,
      suggestion: `leave out "${tag}"`,
      range,
      spoils: 'value',
    };
  }
  return {
    code: 'custom-tag',
    message: `the tag "${tag}" is not allowed: this file holds plain values only`,
    suggestion: 'leave it out; a text that begins with "!" goes in quotes',
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
        message: `this "${character}" closes nothing`,
        suggestion: 'leave it out, or add the bracket that it closes',
        range: [start, start + 1],
      };
    }
    if (before === '"' || before === "'") {
      return {
        code: 'text-after-quote',
        message: 'the text goes on after its closing quote',
        suggestion:
          before === "'"
            ? "a quote inside single quotes is written '', or use double quotes"
            : 'a quote inside double quotes is written \\", or use single quotes',
        range: [start, start + rest.length],
      };
    }
  }
  if (character === ',') {
    return {
      code: 'extra-comma',
      message: 'there is nothing in front of this comma',
      suggestion: 'leave it out, or write what is missing',
      range: [start, start + 1],
    };
  }
  return fallback(error.message, source);
}

/** For mistakes so rare that the parser's own words must do. */
function fallback(message: string, source: SourceText): Said {
  const [first = ''] = message;
  return {
    code: 'yaml-syntax',
    message: `this is not YAML: ${first.toLowerCase()}${message.slice(1)}`,
    suggestion: `compare the line with others in ${source.file}; texts with special characters go in quotes`,
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
