// Owns the pages of a person's own account: profile, password, two-factor sign-in, sessions.
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { type ComponentType, useState } from 'react';
import { AccountMenu } from '../../shell/account-menu.js';
import { ACCOUNT_SECTIONS, type AccountId } from '../../shell/sections.js';
import { useSession } from '../../shell/session.js';
import { Dialog } from '../../ui/dialog.js';
import { SectionNav } from '../../ui/section-nav.js';
import { PageHeading } from '../../ui/surface.js';
import { useTitle } from '../../ui/title.js';
import { PasswordSection } from './password.js';
import { ProfileSection } from './profile.js';
import { SessionsSection } from './sessions.js';
import { TwoFactorSection } from './two-factor.js';
import { WorkspacesSection } from './workspaces.js';

const CONTENTS: Readonly<Record<AccountId, ComponentType>> = {
  profile: ProfileSection,
  password: PasswordSection,
  'two-factor': TwoFactorSection,
  sessions: SessionsSection,
  workspaces: WorkspacesSection,
};

export function AccountPage() {
  useTitle('Your account');
  const { user } = useSession();
  const { section: id } = useParams({ from: '/signed-in/account/{-$section}' });
  const chosen = ACCOUNT_SECTIONS.find((section) => section.id === id) ?? ACCOUNT_SECTIONS[0];
  const Content = CONTENTS[chosen.id];
  const entries = ACCOUNT_SECTIONS.map((section) => ({
    id: section.id,
    label: section.label,
    link: { to: '/account/{-$section}', params: { section: section.id } } as const,
    ...(section.id === 'two-factor' ? { isDone: user.two_factor_enabled } : {}),
  }));
  return (
    <div className="flex min-h-dvh flex-col">
      <AccountBar />
      <main className="mx-auto grid w-full max-w-5xl gap-5 p-4 sm:p-6">
        <PageHeading title="Your account" about={user.email} />
        <div className="grid min-w-0 gap-6 lg:grid-cols-[13rem_minmax(0,1fr)]">
          <SectionNav label="Account" chosenId={chosen.id} groups={[{ heading: 'You', entries }]} />
          <div className="grid min-w-0 content-start gap-5">
            <Content />
          </div>
        </div>
      </main>
    </div>
  );
}

function AccountBar() {
  const [isHelping, setHelping] = useState(false);
  return (
    <header className="sticky top-0 z-30 flex justify-between gap-2 border-b bg-page p-2.5 sm:px-6">
      <Link to="/" className="flex items-center gap-2 rounded-lg px-2 py-1.5 hover:bg-sunken">
        <ArrowLeft className="size-4" aria-hidden="true" /> Back to the program
      </Link>
      <AccountMenu onShortcuts={() => setHelping(true)} />
      <Dialog
        title="Keyboard shortcuts"
        description="They work on the pages of a program; here, Esc closes what is open."
        isOpen={isHelping}
        onClose={() => setHelping(false)}
      >
        {null}
      </Dialog>
    </header>
  );
}
