import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { LinkOf } from '../render/markdown/lines.ts';

/** What CI says about the checked-out commit. */
interface Checkout {
  /** The folder of the repository on this machine. */
  readonly folder: string;
  readonly commit: string;
  /** The address of the commit's files. */
  readonly blob: string;
  /** A range of lines, in the server's notation. */
  range(from: number, to: number): string;
}

/** Links to lines of a file, in GitHub and GitLab CI; undefined elsewhere. */
export function lineLinks(env: Readonly<NodeJS.ProcessEnv>, cwd: string): LinkOf | undefined {
  const checkout = onGitHub(env) ?? onGitLab(env);
  if (checkout === undefined) return undefined;
  const { folder, blob, range } = checkout;
  return (file, from, to) => {
    const path = relative(folder, resolve(cwd, file));
    const isInside = path !== '' && !isAbsolute(path) && path.split(sep)[0] !== '..';
    return isInside
      ? `${blob}/${path.split(sep).map(encoded).join('/')}#${range(from, to)}`
      : undefined;
  };
}

/** The checked-out commit, in GitHub and GitLab CI. */
export const commitIn = (env: Readonly<NodeJS.ProcessEnv>): string | undefined =>
  (onGitHub(env) ?? onGitLab(env))?.commit;

function onGitHub(env: Readonly<NodeJS.ProcessEnv>): Checkout | undefined {
  const {
    GITHUB_SERVER_URL: server,
    GITHUB_REPOSITORY: repository,
    GITHUB_SHA: sha,
    GITHUB_WORKSPACE: folder,
  } = env;
  if (!server || !repository || !sha || !folder) return undefined;
  return checkoutOf(folder, `${server}/${repository}/blob`, sha, (from, to) =>
    to > from ? `L${from}-L${to}` : `L${from}`,
  );
}

function onGitLab(env: Readonly<NodeJS.ProcessEnv>): Checkout | undefined {
  const { CI_PROJECT_URL: project, CI_COMMIT_SHA: sha, CI_PROJECT_DIR: folder } = env;
  if (!project || !sha || !folder) return undefined;
  return checkoutOf(folder, `${project}/-/blob`, sha, (from, to) =>
    to > from ? `L${from}-${to}` : `L${from}`,
  );
}

/** Only a valid address and commit become a link, because readers trust the page. */
function checkoutOf(
  folder: string,
  blobs: string,
  sha: string,
  range: Checkout['range'],
): Checkout | undefined {
  if (!/^https?:\/\/[\w.:/~-]+$/.test(blobs) || !/^[0-9a-f]{40,64}$/.test(sha)) return undefined;
  return { folder, commit: sha, blob: `${blobs}/${sha}`, range };
}

/** A part of a path, encoded so that neither Markdown nor a URL interprets it. */
const encoded = (part: string): string =>
  encodeURIComponent(part.replaceAll(/\p{Cs}/gu, '\ufffd')).replaceAll(
    /[!'()*~_]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
