// Short notices of the action itself. They replace the result of an earlier run, so that no one takes that for the
// latest one.

/** How long a comment or an issue may be on GitHub. */
const mostCharacters = 65_536;

/** The first line of a page, by which the page is found again: the same as ax-access writes. */
export const markOf = (command, file) =>
  `<!-- ax-access ${command} ${file.replaceAll(/[^\w./]+/g, '_').slice(-1000)} -->`;

/** For a run that ended without a result. */
export const failurePage = (command, file, code) =>
  short(
    markOf(command, file),
    `### Access ${command} failed`,
    code === undefined || code === ''
      ? 'The job ended before there was anything to show. Its log says why.'
      : `ax-access ended with exit code ${code} before there was anything to show. The log of the job says why.`,
  );

/** Replaces a page that GitHub did not accept. */
export const unpublishedPage = (mark, command) =>
  short(
    mark,
    `### Access ${command}: not shown`,
    'The result of the latest run could not be published here; it is in the summary of the job. This notice replaces the result of an older run.',
  );

/** Adds a link to the access map, if there is one and the page still fits. */
export function withMap(page, url = '') {
  if (!/^https?:\/\/[\w.:/-]+$/.test(url)) return page;
  const linked = `${page}\n[The access map](${url}) of this run is an artifact, kept for 7 days: unpack it and open it in a browser.\n`;
  return fits(linked) ? linked : page;
}

const short = (...paragraphs) => `${paragraphs.join('\n\n')}\n`;

/** GitHub counts characters; a text never has fewer bytes than characters. */
export const fits = (page) => Buffer.byteLength(page) <= mostCharacters;
