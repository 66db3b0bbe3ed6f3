// Owns the phase that puts the tracker on the pages: which file takes the tag, or who must. Pure.
import { SIGNUP_IN_PAGE, SIGNUP_ON_SERVER } from '@affitor/recipes';
import type { Edit, SourceFile } from './edit.js';
import type { Change, ManualStep, Phase } from './planned.js';
import { APP_LAYOUT, type Stack } from './stack.js';
import { renderDocument, tagHtml, tagMarkup } from './tracker-tag.js';

const TRACKER = /affitor-tracker(?:-\w+)?\.js/;
const BROWSER_SDK = /['"]@affitor\/sdk(?:\/react)?['"]/;
const REPORTS_SIGNUP = /affitorQueue|\btrackLead\s*\(|\baffitor\w*\.signup\s*\(/;
const PAGES = /^(?:src\/)?pages\//;

export interface TrackerFacts {
  programId: string;
  scriptTag: string;
  /** Vite reads index.html at the root; servers of static files have it in public. */
  isVite: boolean;
}

/** Decides where the tag goes. */
export function planBrowserTracking(
  files: ReadonlyMap<string, SourceFile>,
  { framework }: Stack,
  { programId, scriptTag, isVite }: TrackerFacts,
): Phase {
  const manual = signupSteps(files);
  const found = findTracker(files, programId);
  if (found) return { ...found, changes: [], manual: [...found.manual, ...manual] };
  if (framework === 'next-pages') {
    const created = createDocument(files, scriptTag);
    if (created) return { status: 'edit', detail: created.path, changes: [created], manual };
  }
  const target = findTarget(files, framework, isVite);
  const byHand = { title: 'Put the script tag on every page, into <head>:', code: scriptTag };
  if (!target) {
    const detail = 'no page was found that can take the script tag safely';
    return { status: 'manual', detail, changes: [], manual: [byHand, ...manual] };
  }
  const edit: Edit = target.path.endsWith('.html')
    ? tagHtml(target, scriptTag)
    : tagMarkup(target, scriptTag);
  if (edit.kind !== 'edited') {
    const detail = `${target.path} was left alone: ${edit.reason}`;
    return { status: 'manual', detail, changes: [], manual: [byHand, ...manual] };
  }
  const changes = [{ path: target.path, before: target.text, after: edit.text }];
  return {
    status: 'edit',
    detail: target.path,
    changes,
    manual: [...otherPages(files, target, scriptTag), ...manual],
  };
}

function findTracker(
  files: ReadonlyMap<string, SourceFile>,
  programId: string,
): Omit<Phase, 'changes'> | null {
  const tagged = [...files.values()].find(({ text }) => TRACKER.test(text));
  const [, named] = /data-affitor-program(?:-id)?=["'](\d+)["']/.exec(tagged?.text ?? '') ?? [];
  if (tagged && named !== undefined && named !== programId) {
    const title = `Let the script tag in ${tagged.path} name program ${programId}, not ${named}.`;
    const detail = `${tagged.path} names program ${named}`;
    return { status: 'manual', detail, manual: [{ title }] };
  }
  const found = tagged ?? [...files.values()].find(({ text }) => BROWSER_SDK.test(text));
  return found ? { status: 'already', detail: `${found.path} has the tracker`, manual: [] } : null;
}

/** The one file whose tag stands on every page. */
function findTarget(
  files: ReadonlyMap<string, SourceFile>,
  framework: Stack['framework'],
  isVite: boolean,
): SourceFile | null {
  const paths = [...files.keys()];
  const only = (found: string[]) => (found.length === 1 ? files.get(found[0] ?? '') : undefined);
  if (framework === 'next-app') {
    const withBody = paths.filter(
      (path) => APP_LAYOUT.test(path) && files.get(path)?.text.includes('<body'),
    );
    return only(withBody) ?? null;
  }
  if (framework === 'next-pages') {
    return only(paths.filter((path) => PAGES.test(path) && /\/_document\.\w+$/.test(path))) ?? null;
  }
  const places = ['public/index.html', 'index.html'];
  const ordered = isVite ? places.toReversed() : places;
  return ordered.map((path) => files.get(path)).find((file) => file !== undefined) ?? null;
}

/** Next.js has a document of its own where the project has none; one with the tag replaces it. */
function createDocument(files: ReadonlyMap<string, SourceFile>, tag: string): Change | null {
  const paths = [...files.keys()].filter((path) => PAGES.test(path));
  if (paths.some((path) => /\/_document\.\w+$/.test(path))) return null;
  const [page] = paths;
  const folder = page?.startsWith('src/') ? 'src/pages' : 'pages';
  const extension = paths.some((path) => path.endsWith('.tsx')) ? 'tsx' : 'js';
  return { path: `${folder}/_document.${extension}`, before: null, after: renderDocument(tag) };
}

/** Pages beside the one with the tag, which nothing else puts it on. */
function otherPages(
  files: ReadonlyMap<string, SourceFile>,
  target: SourceFile,
  tag: string,
): ManualStep[] {
  if (!target.path.endsWith('.html')) return [];
  const others = [...files.keys()].filter(
    (path) => /^(?:public\/)?[^/]+\.html$/.test(path) && path !== target.path,
  );
  if (others.length === 0) return [];
  return [{ title: `Put the same script tag into ${others.join(', ')}:`, code: tag }];
}

function signupSteps(files: ReadonlyMap<string, SourceFile>): ManualStep[] {
  if ([...files.values()].some(({ text }) => REPORTS_SIGNUP.test(text))) return [];
  const title = 'Report every sign-up, in the page once the account is made:';
  const onServer = `// or on the server:\n${SIGNUP_ON_SERVER}`;
  return [{ title, code: `${SIGNUP_IN_PAGE}\n\n${onServer}` }];
}
