// Made by scripts/yamlTokens.mjs of the package `yaml`, in the build and for the tests.

declare module 'yaml:tokens' {
  import type { CST } from 'yaml';

  /** Splits a text into lexemes. */
  export class Lexer {
    /** Called with each. */
    emit: (lexeme: string) => void;
    lex(text: string): void;
  }

  /** Makes trees of lexemes. */
  export class Parser {
    /** Called with each tree. */
    emit: (token: CST.Token) => void;
    /** Where the next lexeme begins. */
    readonly offset: number;
    /** The tree that is being made, outermost first. */
    readonly stack: readonly CST.Token[];
    next(lexeme: string): void;
    end(): void;
  }
}
