// The same stack without any optimization, for comparison: every package is imported at start, the schema is compiled
// at start, and the account is read with Arize's SDK. It has the commands that are measured, in their simplest form.
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import chalk from 'chalk';
import { Command } from 'commander';
import { parse, stringify } from 'yaml';
import { readAccount } from './account.mjs';

const schemaFile = new URL('../../schema/access.schema.json', import.meta.url);

function load(path) {
  const { $schema: _draft, ...schema } = JSON.parse(readFileSync(schemaFile, 'utf8'));
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true, strict: false }).compile(
    schema,
  );
  const file = parse(readFileSync(path, 'utf8'));
  if (!validate(file)) throw new Error(JSON.stringify(validate.errors));
  return file;
}

/** Members by address, of the file and of the account. */
const inFile = ({ organizations = {} }) =>
  Object.entries(organizations).flatMap(([name, { members = {}, spaces = {} }]) => [
    ...Object.keys(members).map((email) => `${name}/${email}`),
    ...Object.entries(spaces).flatMap(([space, { members: inSpace = {} }]) =>
      Object.keys(inSpace).map((email) => `${name}/${space}/${email}`),
    ),
  ]);
const inAccount = ({ organizations }) =>
  organizations.flatMap(({ name, members, spaces }) => [
    ...members.map(({ user }) => `${name}/${user.email}`),
    ...spaces.flatMap((space) =>
      space.members
        .filter(({ membership }) => membership === 'EXPLICIT_MEMBERSHIP')
        .map(({ user }) => `${name}/${space.name}/${user.email}`),
    ),
  ]);

const program = new Command('plain').version('0.0.0');
const withFile = (name) => program.command(name).option('-f, --file <path>', '', 'access.yaml');

withFile('validate').action(({ file }) => {
  load(file);
  console.log(chalk.green(`${file} is valid`));
});
withFile('plan').action(async ({ file }) => {
  const wanted = new Set(inFile(load(file)));
  const live = new Set(inAccount(await readAccount()));
  for (const each of wanted) if (!live.has(each)) console.log(chalk.green(`+ ${each}`));
  for (const each of live) if (!wanted.has(each)) console.log(chalk.red(`- ${each}`));
});
program.command('import').action(async () => {
  const { users, organizations } = await readAccount();
  console.log(stringify({ version: 1, users, organizations }));
});

await program.parseAsync();
