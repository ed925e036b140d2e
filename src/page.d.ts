// Made by scripts/page.mjs of the files in `src/page/`, in the build and for the tests.

declare module 'page:assets' {
  export const script: string;
  export const style: string;
}
