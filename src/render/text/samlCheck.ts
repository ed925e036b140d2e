import type { MappedProvider } from '../../read/identityProviders.ts';
import type { SamlFinding } from '../../saml/check.ts';
import { placeText } from '../words/change.ts';
import { remedyOf } from '../words/command.ts';
import { flow } from './flow.ts';
import { solid, words } from '../words/pieces.ts';
import { counted } from '../words/names.ts';
import { page } from './page.ts';
import type { Layout } from './style.ts';

/** What was found about the role mappings, by identity provider. @returns lines, the last one ended too */
export function renderSamlCheck(
  providers: readonly MappedProvider[],
  findings: readonly SamlFinding[],
  compared: boolean,
  layout: Layout,
): string {
  const known = providers.map(({ domains }) => domains);
  const strange = findings.map(({ domains }) => domains).filter((each) => !known.includes(each));
  const places = [...known, ...new Set(strange)];
  return page([
    ...places.map((domains) => {
      const own = findings.filter((finding) => finding.domains === domains);
      if (own.length === 0) return [];
      const provider = providers.find((each) => each.domains === domains);
      return [
        layout.style.bold(title(domains, provider)),
        ...own.flatMap((finding, index) =>
          // What to do about several alike is said below the last.
          lines(finding, own[index + 1]?.hint !== finding.hint, layout),
        ),
      ];
    }),
    flow(
      { indent: 0, hang: 2, pieces: words(summary(providers, findings, compared), 'bold') },
      layout,
    ),
  ]);
}

function title(domains: readonly string[], provider: MappedProvider | undefined): string {
  const notes = [
    ...(provider?.managedByFile === true ? ["managed in Arize's configuration"] : []),
    ...(provider?.syncsRoles === true ? ['sets roles at each login'] : []),
  ];
  const name = domains.length === 0 ? 'Identity provider without a domain' : domains.join(', ');
  return solid(notes.length === 0 ? name : `${name} (${notes.join(', ')})`).text;
}

function lines(finding: SamlFinding, hinted: boolean, layout: Layout): string[] {
  const { message, hint, source } = finding;
  const pieces = [solid('!', 'red'), ...words(message)];
  const [does, command] = remedyOf(finding, layout) ?? [];
  const remedy =
    does === undefined || command === undefined ? [] : [...words(does, 'dim'), solid(command)];
  return [
    ...flow({ indent: 2, hang: 2, pieces, tail: placeText(source) }, layout),
    ...(hint === undefined || !hinted
      ? []
      : flow({ indent: 6, pieces: [...words(hint, 'dim'), ...remedy] }, layout)),
  ];
}

function summary(
  providers: readonly MappedProvider[],
  findings: readonly SamlFinding[],
  compared: boolean,
): string {
  const mappings = providers.reduce((sum, each) => sum + each.mappings.length, 0);
  const seen = `${counted(providers.length, 'identity provider')}, ${counted(mappings, 'role mapping')}`;
  const scope = compared ? '' : ' Only ids were checked, because no access file here lists `saml`.';
  return findings.length === 0
    ? `SAML mappings are valid: ${seen}.${scope}`
    : `SAML: ${counted(findings.length, 'finding')} (${seen}).${scope}`;
}
