import { expect, test } from 'vitest';
import { openSandbox } from '../../src/sandbox/index.ts';
import { open } from './world.ts';

test('the account as a tree', () => {
  expect(open().sandbox.tree()).toBe(`account Example Corp
├─ users (9)
│  ├─ jane@example.com Jane [admin]
│  ├─ omar@example.com Omar [member]
│  ├─ raj@example.com Raj [member]
│  ├─ ann@example.com Ann [annotator]
│  ├─ ci@bots.example.com ci [member, service identity]
│  ├─ ivy@example.com Ivy [member, invited]
│  ├─ eve@example.com Eve [member, expired]
│  ├─ gone@example.com Gone [member, inactive]
│  └─ pat@example.com Pat [member]
├─ custom roles (2)
│  ├─ Reader: PROJECT_READ
│  └─ Writer: PROJECT_READ, PROJECT_UPDATE
├─ API keys (5)
│  ├─ Seeded key of Jane as jane@example.com [personal]
│  ├─ Seeded key of Omar as omar@example.com [personal]
│  ├─ Seeded key of Raj as raj@example.com [personal]
│  ├─ Seeded key of Ann as ann@example.com [personal]
│  └─ Seeded key of ci as ci@bots.example.com [service]
├─ identity providers (1)
│  └─ example.com [sync]
├─ organization Platform
│  ├─ jane@example.com: admin
│  ├─ omar@example.com: admin
│  ├─ raj@example.com: member
│  ├─ ann@example.com: annotator
│  ├─ ci@bots.example.com: member
│  ├─ pat@example.com: read-only
│  ├─ space alpha [private]
│  │  ├─ jane@example.com: admin
│  │  ├─ omar@example.com: member
│  │  ├─ raj@example.com: member
│  │  ├─ ann@example.com: annotator
│  │  ├─ raj@example.com: Reader (bound)
│  │  ├─ ci@bots.example.com: Writer (bound)
│  │  ├─ project fraud [restricted]
│  │  │  └─ raj@example.com: Reader (bound)
│  │  ├─ project chat
│  │  └─ project churn [ml]
│  └─ space open
│     └─ raj@example.com: read-only
└─ organization Lab
   └─ space alpha
`);
});

test('names can not break the tree: what is invisible is written out', () => {
  const name = 'a\nb\u001b[31m\u202ec\u200b';
  const sandbox = openSandbox({
    seed: { users: { 'a@x.io': { name: 'A', role: 'admin' } }, organizations: { [name]: {} } },
  });
  const lines = sandbox.tree().split('\n');
  expect(lines.at(-2)).toBe('└─ organization a\\u{a}b\\u{1b}[31m\\u{202e}c\\u{200b}');
});
