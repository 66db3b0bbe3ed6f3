// Owns `npm run bench`: measures the service beside its physical limits in one run.
import { main } from './src/main.mjs';

process.exitCode = await main(process.argv.slice(2));
