// Owns the map of the dashboard: every address, what it needs, and the page that answers it.
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router';
import { readOverviewSearch } from './pages/overview/search.js';
import { DIRECTIONS, PARTNER_ORDERS } from './pages/partners/orders.js';
import {
  optional,
  readChoice,
  readDay,
  readFlag,
  readId,
  readText,
} from './platform/search-params.js';
import { NotFoundPage } from './shell/not-found.js';
import { requireProgram, requireSession } from './shell/session.js';
import { Failed, PageSkeleton } from './ui/states.js';

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
});

const page = <Path extends string>(
  path: Path,
  load: () => Promise<Record<string, unknown>>,
  name: string,
) =>
  ({
    path,
    component: lazyRouteComponent(load as () => Promise<Record<string, () => null>>, name),
  }) as const;

/** Pages for people who are not signed in; each reads what it needs by itself. */
const accountPages = [
  createRoute({
    getParentRoute: () => root,
    ...page('/sign-in', () => import('./account/sign-in.js'), 'SignInPage'),
    validateSearch: (search) => optional({ next: readText(search, 'next') }),
  }),
  createRoute({
    getParentRoute: () => root,
    ...page('/setup', () => import('./account/setup.js'), 'SetupPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    ...page('/forgot-password', () => import('./account/forgot.js'), 'ForgotPasswordPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    ...page('/reset-password', () => import('./account/reset.js'), 'ResetPasswordPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    ...page('/sign-up', () => import('./account/sign-up.js'), 'SignUpPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    ...page('/verify-email', () => import('./account/verify.js'), 'VerifyEmailPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    ...page('/accept-invitation', () => import('./account/invitation.js'), 'InvitationPage'),
  }),
];

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: ({ context, location }) => requireSession(context.queryClient, location.href),
  component: Outlet,
});

const home = createRoute({
  getParentRoute: () => signedIn,
  ...page('/', () => import('./pages/home.js'), 'HomePage'),
});

const newProgram = createRoute({
  getParentRoute: () => signedIn,
  ...page('/new-program', () => import('./pages/new-program.js'), 'NewProgramPage'),
});

const welcome = createRoute({
  getParentRoute: () => signedIn,
  ...page('/welcome', () => import('./pages/welcome/welcome.js'), 'WelcomePage'),
  validateSearch: (search) =>
    optional({
      step: readChoice(search, 'step', ['program', 'terms', 'integrate']),
      program: readId(search, 'program'),
    }),
});

const cliApproval = createRoute({
  getParentRoute: () => signedIn,
  ...page('/cli/approve', () => import('./account/cli-approval.js'), 'CliApprovalPage'),
  validateSearch: (search) => optional({ request: readText(search, 'request') }),
});

const account = createRoute({
  getParentRoute: () => signedIn,
  ...page('/account/{-$section}', () => import('./pages/account/account.js'), 'AccountPage'),
});

const program = createRoute({
  getParentRoute: () => signedIn,
  path: '/programs/$programId',
  beforeLoad: ({ context, params }) => requireProgram(context.queryClient, params.programId),
  component: lazyRouteComponent(() => import('./shell/shell.js'), 'Shell'),
});

const inProgram = { getParentRoute: () => program } as const;

const programPages = [
  createRoute({
    ...inProgram,
    ...page('/', () => import('./pages/overview/overview.js'), 'OverviewPage'),
    validateSearch: readOverviewSearch,
  }),
  createRoute({
    ...inProgram,
    ...page('/events', () => import('./pages/events/events.js'), 'EventsPage'),
    validateSearch: (search) =>
      optional({
        kind: readChoice(search, 'kind', ['click', 'lead', 'sale', 'refund', 'refusal']),
        mode: readChoice(search, 'mode', ['test']),
        partner: readId(search, 'partner'),
        q: readText(search, 'q'),
      }),
  }),
  createRoute({
    ...inProgram,
    ...page('/partners', () => import('./pages/partners/partners.js'), 'PartnersPage'),
    validateSearch: (search) =>
      optional({
        status: readText(search, 'status'),
        group: readId(search, 'group'),
        tag: readText(search, 'tag'),
        order: readChoice(search, 'order', PARTNER_ORDERS),
        direction: readChoice(search, 'direction', DIRECTIONS),
        add: readFlag(search, 'add'),
      }),
  }),
  createRoute({
    ...inProgram,
    ...page('/partners/$partnerId', () => import('./pages/partners/partner.js'), 'PartnerPage'),
  }),
  createRoute({
    ...inProgram,
    ...page('/links', () => import('./pages/links/links.js'), 'LinksPage'),
    validateSearch: (search) =>
      optional({
        status: readChoice(search, 'status', ['active', 'inactive']),
        partner: readId(search, 'partner'),
        add: readFlag(search, 'add'),
      }),
  }),
  createRoute({
    ...inProgram,
    ...page('/groups', () => import('./pages/groups/groups.js'), 'GroupsPage'),
  }),
  createRoute({
    ...inProgram,
    ...page('/groups/$groupId', () => import('./pages/groups/group.js'), 'GroupPage'),
  }),
  createRoute({
    ...inProgram,
    ...page('/customers', () => import('./pages/customers/customers.js'), 'CustomersPage'),
    validateSearch: (search) =>
      optional({
        status: readChoice(search, 'status', ['click', 'lead', 'conversion']),
        partner: readId(search, 'partner'),
        key: readText(search, 'key'),
        open: readId(search, 'open'),
      }),
  }),
  createRoute({
    ...inProgram,
    ...page('/commissions', () => import('./pages/commissions/commissions.js'), 'CommissionsPage'),
    validateSearch: (search) =>
      optional({
        status: readText(search, 'status'),
        partner: readId(search, 'partner'),
        from: readDay(search, 'from'),
        to: readDay(search, 'to'),
        waiting: readFlag(search, 'waiting'),
        open: readId(search, 'open'),
      }),
  }),
  createRoute({
    ...inProgram,
    ...page('/trace/refusals', () => import('./pages/trace/refusals.js'), 'RefusalsPage'),
    validateSearch: (search) =>
      optional({ endpoint: readChoice(search, 'endpoint', ['click', 'lead', 'sale', 'refund']) }),
  }),
  createRoute({
    ...inProgram,
    ...page('/trace/refusals/$requestId', () => import('./pages/trace/refusal.js'), 'RefusalPage'),
  }),
  createRoute({
    ...inProgram,
    ...page('/trace/$kind/$id', () => import('./pages/trace/trace.js'), 'TracePage'),
  }),
  createRoute({
    ...inProgram,
    ...page('/lab', () => import('./pages/lab/lab.js'), 'LabPage'),
  }),
  createRoute({
    ...inProgram,
    ...page('/settings/{-$section}', () => import('./pages/settings/settings.js'), 'SettingsPage'),
    validateSearch: (search) =>
      optional({ action: readText(search, 'action'), actor: readText(search, 'actor') }),
  }),
];

/** The router; its addresses begin with /app, where the service shows the dashboard. */
export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([
      ...accountPages,
      signedIn.addChildren([
        ...[home, newProgram, welcome, cliApproval, account],
        program.addChildren(programPages),
      ]),
    ]),
    basepath: '/app',
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPendingComponent: PageSkeleton,
    defaultPendingMs: 200,
    defaultErrorComponent: ({ error, reset }) => <Failed error={error} onRetry={reset} />,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
