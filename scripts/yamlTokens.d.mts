import type { Plugin } from 'vitest/config';

/** A plugin for Rolldown and Vite. */
export declare function yamlTokens(): Plugin;
