// What `import` does, without the limit of queries per minute.
import { connect, printFile, read } from '../dist/index.js';

const { ARIZE_BASE_URL, ARIZE_GRAPHQL_ENDPOINT, ARIZE_API_KEY } = process.env;
const client = connect({
  baseUrl: ARIZE_BASE_URL,
  graphqlUrl: ARIZE_GRAPHQL_ENDPOINT,
  apiKey: ARIZE_API_KEY,
  queriesPerMinute: Number.MAX_SAFE_INTEGER,
});
process.stdout.write(printFile(await read(client)).text);
process.exit();
