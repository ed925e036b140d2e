import { defineCommand } from '../command.ts';
import { exitCode } from '../exitCode.ts';
import { formatPage, topics } from '../helpPages.ts';

/** `help`: a topic that is not a command. `help plan` is `plan --help`, and never comes here. */
export const help = defineCommand({
  text: 'Explains a command, or the format of access.yaml and its keys.',
  args: '<topic> [key]',
  argsCompletion: { kind: 'words', words: topics },
  flags: {},
  takes: [],
  formats: [],
  examples: [
    ['help plan', 'show the help of plan'],
    ['help plan --all', 'show every flag'],
    ['help file', 'explain the format of access.yaml'],
    ['help file service_keys', 'explain one key of it'],
    ['help file organizations.spaces.members', 'explain the key at this path'],
  ],
  async run({ args: [topic, key], terminal }) {
    if (topic !== 'file') throw (await import('../unknownTopic.ts')).unknownTopic(topic ?? '');
    const { fileTopic } = await import('../fileTopic.ts');
    terminal.write(formatPage(fileTopic(key), terminal.width('stdout')));
    return exitCode.done;
  },
});
