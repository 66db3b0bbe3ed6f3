// Owns the API explorer: Scalar on a page of its own, because it brings styles that the policy of
// the other pages forbids. It reads /openapi.json and nothing from elsewhere.
import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { siteFolder, write } from './files.mjs';

/** Its greys and its colours of methods are too pale for small text, and its lists scroll apart. */
const STYLE = `
.light-mode {
  --scalar-color-2: #5f5f5f;
  --scalar-color-3: #616161;
  --scalar-color-green: #00693e;
  --scalar-color-blue: #005a9e;
  --scalar-color-orange: #8f4700;
  --scalar-color-red: #b3001b;
  --scalar-color-purple: #5b2aa8;
}
.dark-mode {
  --scalar-color-3: #a8a8a8;
  --scalar-color-red: #ff8589;
}
.badge.text-red {
  color: var(--scalar-color-red);
}
.endpoints,
.scalar-card-content:has(> .endpoints) {
  max-height: none !important;
  overflow: visible !important;
}
`;

const CONFIGURATION = {
  customCss: STYLE,
  withDefaultFonts: false,
  hideClientButton: true,
  telemetry: false,
  // Its agent and its tools would ask Scalar's own servers.
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: 'never',
  metaData: { title: 'API explorer · Affitor' },
};

const renderPage = (configuration) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API explorer · Affitor</title>
<link rel="icon" href="data:,">
</head>
<body>
<script id="api-reference" data-url="/openapi.json" data-configuration="${configuration}"></script>
<script src="/docs/explorer.js"></script>
</body>
</html>
`;

/** Writes the explorer's page and its script. */
export function addExplorer() {
  const scalar = createRequire(import.meta.url).resolve('@scalar/fastify-api-reference');
  const script = path.join(path.dirname(scalar), 'js/standalone.js');
  copyFileSync(script, path.join(siteFolder, 'explorer.js'));
  const configuration = JSON.stringify(CONFIGURATION).replaceAll('"', '&quot;');
  write(path.join(siteFolder, 'explorer.html'), renderPage(configuration));
}
