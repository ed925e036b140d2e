import { parseYaml } from '../document/yaml.ts';
import type { Source } from '../model.ts';
import { joinDocuments } from './joinedDocument.ts';
import { readTeams } from './teams.ts';
import type { Teams } from './teams.ts';

/** The people of each team in several files. Teams may contain teams from any of the files. */
export function teamsOf(sources: readonly Source[]): Teams {
  const documents = sources.flatMap(({ text, file }) => parseYaml(text, file).document ?? []);
  return documents.length === 0 ? new Map() : readTeams(joinDocuments(documents).document).teams;
}
