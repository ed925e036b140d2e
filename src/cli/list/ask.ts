import type { Command } from '../commandContext.ts';
import { remote, result, allowDestructive, desired, planned } from './flags.ts';

const group = 'Ask:';

export const ask: readonly Command[] = [
  {
    name: 'who-can',
    args: '[action] <resource>',
    group,
    summary: 'list everybody who gets into a place, or may do something there',
    text: 'Lists everybody who gets into an organization, a space or a project, and how. With an action, only those who may do that: a permission such as PROJECT_READ, a verb that fits the resource such as read, or admin. It asks the live account; --desired asks the file alone, and --planned the account as a run of plan would leave it.',
    flags: [desired, planned, allowDestructive],
    takes: ['file', ...result, ...remote],
    formats: ['text', 'json', 'markdown'],
    examples: [
      ['who-can fraud-prod', 'everybody who gets into the project'],
      ['who-can read "Platform Team/team-alpha"', 'who may read the space'],
      ['who-can DATASET_DELETE team-alpha --planned', 'who will, once the plan is applied'],
      ['who-can admin account --json', 'the admins of the account, for programs'],
    ],
    load: async () => (await import('../whoCan.ts')).whoCan,
  },
  {
    name: 'explain',
    args: '<person> <resource>',
    group,
    summary: 'say why somebody can, or cannot, get into a place',
    text: 'Shows the way from the account down to an organization, a space or a project: what the person holds at each step, where that comes from, and what each step lets through. For a no, it shows the smallest change to the file that would make it a yes. It asks the live account; --desired asks the file alone, and --planned the account as a run of plan would leave it.',
    flags: [desired, planned, allowDestructive],
    takes: ['file', ...result, ...remote],
    formats: ['text', 'json', 'markdown'],
    examples: [
      ['explain raj@example.com fraud-prod', 'why raj gets in, or what is missing'],
      ['explain raj@example.com team-alpha --planned', 'and once the plan is applied'],
    ],
    load: async () => (await import('../explain.ts')).explain,
  },
];
