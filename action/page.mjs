// Short pages of the action itself. They stand where the page of an earlier run may stand, so that no one reads that one
// as the news.

/** What GitHub takes for a comment or an issue. */
const mostCharacters = 65_536;

/** The first line of a page, by which it is found again: the same that ax-access writes. */
export const markOf = (command, file) =>
  `<!-- ax-access ${command} ${file.replaceAll(/[^\w./]+/g, '_').slice(-1000)} -->`;

/** Where ax-access ended without a page. */
export const failurePage = (command, file, code) =>
  short(
    markOf(command, file),
    `### Access ${command} failed`,
    code === undefined || code === ''
      ? 'The job ended before there was anything to show. Its log says why.'
      : `ax-access ended with exit code ${code} before there was anything to show. The log of the job says why.`,
  );

/** In the place of a page that GitHub did not take. */
export const unpublishedPage = (mark, command) =>
  short(
    mark,
    `### Access ${command}: not shown`,
    'The result of the newest run could not be published here. It is in the summary of the job, and what stood here before was about an older run.',
  );

/** With a link to the access map, where there is one and GitHub still takes the page. */
export function withMap(page, url = '') {
  if (!/^https?:\/\/[\w.:/-]+$/.test(url)) return page;
  const linked = `${page}\n[The access map](${url}) of this run is an artifact, kept for 7 days: unpack it and open it in a browser.\n`;
  return fits(linked) ? linked : page;
}

const short = (...paragraphs) => `${paragraphs.join('\n\n')}\n`;

/** GitHub counts characters; bytes are never fewer. */
export const fits = (page) => Buffer.byteLength(page) <= mostCharacters;
