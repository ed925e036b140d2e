// The least that is possible: a bare chain of requests, each sent when the one before is answered, over a connection
// that stays open. `node floor.mjs read 50`: pages of people; `node floor.mjs write 1000`: that many writes, four at a
// time.
import { Agent, request } from 'node:http';

const [kind, count] = process.argv.slice(2);
const { ARIZE_BASE_URL, ARIZE_API_KEY } = process.env;
const agent = new Agent({ keepAlive: true, maxSockets: 4 });
const headers = { authorization: `Bearer ${ARIZE_API_KEY}` };

function ask(path, method = 'GET', body) {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, ARIZE_BASE_URL), { method, agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece) => (text += piece));
      response.on('end', () => resolve(text));
    });
    sent.on('error', reject).end(body);
  });
}

if (kind === 'read') {
  let cursor;
  for (let page = 0; page < Number(count); page += 1) {
    const after = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { pagination } = JSON.parse(await ask(`/v2/users?limit=100${after}`));
    cursor = pagination.next_cursor;
  }
} else {
  let left = Number(count);
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      await ask(
        '/v2/roles',
        'POST',
        JSON.stringify({ name: `role ${left}`, permissions: ['DATASET_READ'] }),
      );
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
}
agent.destroy();
