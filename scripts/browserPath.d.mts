/** The browser: CHROMIUM_PATH, or Chromium on the PATH. */
export declare function browserPath(env: NodeJS.ProcessEnv): string | undefined;
