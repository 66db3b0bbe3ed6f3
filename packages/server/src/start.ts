// Owns `npm start`: runs the service.
import { main, reportStartFailure } from './main.js';

main().catch(reportStartFailure);
