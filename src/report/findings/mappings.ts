import type { Found, Inspected } from './finding.ts';

/** Role mappings that refer to something that does not exist. */
export const mappingsToNowhere = ({ saml }: Inspected): readonly Found[] =>
  (saml === undefined || 'unread' in saml ? [] : saml.findings).flatMap(
    (mapping): readonly Found[] =>
      mapping.code === 'dead-id' || mapping.code.startsWith('unknown-')
        ? [
            {
              facts: { code: 'dead-mapping', mapping },
              about: mapping.message,
              people: [],
              places: [undefined],
              ...(mapping.source && { source: mapping.source }),
            },
          ]
        : [],
  );
