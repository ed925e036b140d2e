// Publishes a page: the plan of a pull request as one comment, drift as one issue, each updated in place. What belongs
// to the page is found by its first line, which no reader sees, in what the owner of the token wrote. An older page never
// stays where a newer one could not be published.
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
    // Without a page, the step before broke off.
    const page = pageFile
      ? withMap(readFileSync(pageFile, 'utf8'), env.AX_MAP_URL)
      : failurePage(command, env.AX_FILE || 'access.yaml', code);
    const [mark] = page.split('\n', 1);
    if (command === 'plan') await publishPlan(page, mark);
    if (command === 'drift') await publishDrift(page, mark);
  } catch (error) {
    // Who looks only at the pull request would take the page of an earlier commit for this one's.
    say(
      'error',
      `The result could not be published: ${error.message} It is in the summary of the job.`,
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
  // More than one, where an earlier release did not find its own again.
  for (const place of places) await written(page, mark, (body) => api('PATCH', place, { body }));
}

async function publishDrift(page, mark) {
  // Whoever could not look knows nothing new: the job fails, and an open issue stays as it is.
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

/** The heading of a page, which says how much has drifted and holds no name. */
function titleOf(page) {
  return /^### (Access drift: .*)$/m.exec(page)?.[1] ?? 'Access drift';
}

/** Writes a page, or where GitHub does not take it a short one that says so. @throws when it was not the page */
async function written(page, mark, write) {
  try {
    if (!fits(page)) throw new Error('It is longer than GitHub takes.');
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
 * What the owner of the token wrote with this mark, usually one. Anybody may write the mark, and who wrote a comment can
 * make it say something else later. GitHub always says whose token it is; of a server that does not, what a bot wrote
 * counts, or what carries the mark where that has one author only.
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
 * Whose token this is. REST knows it of a person, GraphQL of an app and of a job, too. Undefined where a server says
 * neither; an answer that got lost is no answer.
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
