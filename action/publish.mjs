// Publishes a page: the plan of a pull request as one comment, drift as one issue, each updated in place. An earlier
// comment or issue is found by its invisible first line, among those that the owner of the token wrote. If a page can't
// be published, a notice replaces the older one.
import { readFileSync } from 'node:fs';
import { failurePage, fits, unpublishedPage, withMap } from './page.mjs';

const env = process.env;
const {
  AX_COMMAND: command,
  AX_EXIT_CODE: code,
  AX_PAGE: pageFile,
  GITHUB_REPOSITORY: repository,
} = env;

if (env.AX_PUBLISH === 'true') {
  try {
    // Without a page, the previous step failed early.
    const page = pageFile
      ? withMap(readFileSync(pageFile, 'utf8'), env.AX_MAP_URL)
      : failurePage(command, env.AX_FILE || 'access.yaml', code);
    const [mark] = page.split('\n', 1);
    if (command === 'plan') await publishPlan(page, mark);
    if (command === 'drift') await publishDrift(page, mark);
  } catch (error) {
    // A person who looks only at the pull request would take the plan of an earlier commit for that of this one.
    say(
      'error',
      `The result could not be published here, but it is in the summary of the job. ${error.message}`,
    );
    process.exitCode = 1;
  }
}

async function publishPlan(page, mark) {
  const number = pullRequest();
  if (number === undefined) return;
  const comments = `/repos/${repository}/issues/${number}/comments`;
  const own = await findOwn(comments, mark);
  const places = own.map(({ id }) => `/repos/${repository}/issues/comments/${id}`);
  if (places.length === 0) await written(page, mark, (body) => api('POST', comments, { body }));
  // There are several if an earlier release did not find its own comment again.
  for (const place of places) await written(page, mark, (body) => api('PATCH', place, { body }));
}

async function publishDrift(page, mark) {
  // If the account could not be read, nothing new is known: the job fails, and an open issue stays as it is.
  if (code !== '0' && code !== '2') return;
  const issues = `/repos/${repository}/issues`;
  const own = await findOwn(`${issues}?state=open`, mark);
  if (code === '0') {
    for (const { number } of own) {
      await api('POST', `${issues}/${number}/comments`, { body: 'In sync again.' });
      await api('PATCH', `${issues}/${number}`, { state: 'closed' });
    }
    return;
  }
  if (own.length === 0) {
    await written(page, mark, (body) => api('POST', issues, { title: titleOf(page), body }));
  }
  for (const { number } of own.filter(({ body }) => body !== page)) {
    await written(page, mark, (body) =>
      api('PATCH', `${issues}/${number}`, { title: titleOf(page), body }),
    );
  }
}

/** The heading of a page, which says how much has drifted and contains no names. */
function titleOf(page) {
  return /^### (Access drift: .*)$/m.exec(page)?.[1] ?? 'Access drift';
}

/** Writes a page, or a short notice if GitHub does not accept the page. @throws Error if the page was not written */
async function written(page, mark, write) {
  try {
    if (!fits(page)) throw new Error('It is longer than GitHub allows.');
    await write(page);
  } catch (error) {
    await write(unpublishedPage(mark, command)).catch(() => undefined);
    throw error;
  }
}

/** The number of the pull request that the job is about. */
function pullRequest() {
  const event = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8'));
  return event.pull_request?.number;
}

/**
 * The comments or issues with this mark by the owner of the token, usually one. Anyone can write the mark, and authors
 * can edit their comments later, so only the owner's count. GitHub always says who owns a token. If a server doesn't,
 * those by bots count, or all of them if they have a single author.
 */
async function findOwn(list, mark) {
  const marked = [];
  const more = list.includes('?') ? '&' : '?';
  for (let number = 1; ; number += 1) {
    const found = await api('GET', `${list}${more}per_page=100&page=${number}`);
    marked.push(
      ...found.filter(
        ({ body, pull_request: pull }) =>
          pull === undefined && (body ?? '').split(/\r?\n/, 1)[0] === mark,
      ),
    );
    if (found.length < 100) break;
  }
  if (marked.length === 0) return [];
  const own = await login();
  if (own !== undefined) return marked.filter(({ user }) => user?.login === own);
  const ofBots = marked.filter(({ user }) => user?.type === 'Bot');
  if (ofBots.length > 0) return ofBots;
  return new Set(marked.map(({ user }) => user?.login)).size === 1 ? marked : [];
}

/**
 * The owner of the token. REST knows people, GraphQL also apps and jobs. Undefined if the server says neither; a failed
 * request throws.
 */
async function login() {
  try {
    return (await api('GET', '/user')).login;
  } catch (error) {
    if (error.status === 404) return undefined;
    if (error.status !== 403) throw error;
  }
  const answer = await api('POST', '/graphql', { query: '{ viewer { login } }' });
  return answer.data?.viewer?.login;
}

async function api(method, path, body) {
  const rest = env.GITHUB_API_URL || 'https://api.github.com';
  const url = path === '/graphql' ? env.GITHUB_GRAPHQL_URL || `${rest}${path}` : `${rest}${path}`;
  const answer = await fetch(url, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${env.GITHUB_TOKEN}`,
      'content-type': 'application/json',
      'user-agent': 'ax-access',
      'x-github-api-version': '2022-11-28',
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (answer.ok) return answer.status === 204 ? undefined : answer.json();
  const hint =
    answer.status === 403
      ? " The job may not write here: see permissions, or it is for a fork. With publish: 'false' nothing is published."
      : '';
  const message = `GitHub answered ${answer.status} to ${method} ${path.split('?')[0]}.${hint}`;
  throw Object.assign(new Error(message), { status: answer.status });
}

function say(level, message) {
  const text = message.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  process.stdout.write(`::${level} title=ax-access::${text}\n`);
}
