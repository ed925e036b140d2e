// Publishes a page: the plan of a pull request as one comment, drift as one issue, each updated in place. What belongs
// to the page is found by its first line, which nobody sees, in what bots wrote.
import { readFileSync } from 'node:fs';

const env = process.env;
const {
  AX_COMMAND: command,
  AX_EXIT_CODE: code,
  AX_PAGE: pageFile,
  GITHUB_REPOSITORY: repository,
} = env;

if (env.AX_PUBLISH === 'true' && pageFile) {
  const page = readFileSync(pageFile, 'utf8');
  const [mark] = page.split('\n', 1);
  try {
    if (command === 'plan') await publishPlan(page, mark);
    if (command === 'drift') await publishDrift(page, mark);
  } catch (error) {
    // The page is in the summary of the job as well: a run does not fail for want of a comment.
    say(
      'warning',
      `The result could not be published: ${error.message} It is in the summary of the job.`,
    );
  }
}

async function publishPlan(page, mark) {
  const number = pullRequest();
  if (number === undefined) return;
  const comments = `/repos/${repository}/issues/${number}/comments`;
  const old = await find(comments, mark);
  if (old === undefined) await api('POST', comments, { body: page });
  else await api('PATCH', `/repos/${repository}/issues/comments/${old.id}`, { body: page });
}

async function publishDrift(page, mark) {
  // Whoever could not look knows nothing new: the job fails, and an open issue stays as it is.
  if (code !== '0' && code !== '2') return;
  const issues = `/repos/${repository}/issues`;
  const old = await find(`${issues}?state=open`, mark);
  if (code === '0') {
    if (old === undefined) return;
    await api('POST', `${issues}/${old.number}/comments`, { body: 'In sync again.' });
    await api('PATCH', `${issues}/${old.number}`, { state: 'closed' });
  } else if (old !== undefined) {
    if (old.body !== page) await api('PATCH', `${issues}/${old.number}`, { body: page });
  } else {
    await api('POST', issues, { title: 'Access drift', body: page });
  }
}

/** The number of the pull request that the job is about. */
function pullRequest() {
  const event = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8'));
  return event.pull_request?.number;
}

/** Looks through every page of a list. People may write the mark as well, so only what a bot wrote counts. */
async function find(list, mark) {
  const more = list.includes('?') ? '&' : '?';
  for (let number = 1; ; number += 1) {
    const found = await api('GET', `${list}${more}per_page=100&page=${number}`);
    const own = found.find(
      ({ body, user, pull_request: pull }) =>
        user?.type === 'Bot' && pull === undefined && (body ?? '').split(/\r?\n/, 1)[0] === mark,
    );
    if (own !== undefined || found.length < 100) return own;
  }
}

async function api(method, path, body) {
  const answer = await fetch(`${env.GITHUB_API_URL || 'https://api.github.com'}${path}`, {
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
      ? ' The job may not write here: see permissions, or it is for a fork.'
      : '';
  throw new Error(`GitHub answered ${answer.status} to ${method} ${path.split('?')[0]}.${hint}`);
}

function say(level, message) {
  const text = message.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  process.stdout.write(`::${level} title=ax-access::${text}\n`);
}
