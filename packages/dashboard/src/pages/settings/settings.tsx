// Owns the settings of a program: a checklist of sections, each of which saves on its own.
import { useParams } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { SETTINGS_GROUPS, type SettingsId } from '../../shell/sections.js';
import { useProgram } from '../../shell/session.js';
import { SectionNav } from '../../ui/section-nav.js';
import { PageHeading } from '../../ui/surface.js';
import { useTitle } from '../../ui/title.js';
import { ApiKeySection } from './api-key.js';
import { ApprovalSection } from './approval.js';
import { AuditLogSection } from './audit-log.js';
import { BrandingSection } from './branding.js';
import { useSteps } from './checklist.js';
import { ClickSection } from './clicks.js';
import { CommissionSection } from './commission.js';
import { DangerSection } from './danger.js';
import { LeadSection } from './leads.js';
import { ManagementKeysSection } from './management-keys.js';
import { OriginsSection } from './origins.js';
import { PaymentSection } from './payments.js';
import { ProfileSection } from './profile.js';
import { isStep } from './setup-steps.js';
import { ShareSection } from './share.js';
import { TeamSection } from './team.js';

const CONTENTS: Readonly<Record<SettingsId, ComponentType>> = {
  profile: ProfileSection,
  approval: ApprovalSection,
  commission: CommissionSection,
  branding: BrandingSection,
  origins: OriginsSection,
  tracking: ClickSection,
  leads: LeadSection,
  payments: PaymentSection,
  share: ShareSection,
  'api-key': ApiKeySection,
  'management-keys': ManagementKeysSection,
  team: TeamSection,
  'audit-log': AuditLogSection,
  danger: DangerSection,
};

const SECTIONS = SETTINGS_GROUPS.flatMap(({ sections }) => [...sections]);

export function SettingsPage() {
  useTitle('Settings');
  const program = useProgram();
  const steps = useSteps();
  const { section: id = 'profile' } = useParams({
    from: '/signed-in/programs/$programId/settings/{-$section}',
  });
  const chosen = SECTIONS.find((section) => section.id === id) ?? SECTIONS[0];
  const Content = CONTENTS[chosen?.id ?? 'profile'];
  const toEntry = (section: (typeof SECTIONS)[number]) => ({
    id: section.id,
    label: section.label,
    isDone: isStep(section.id) ? (steps?.[section.id] ?? null) : undefined,
    link: {
      to: '/programs/$programId/settings/{-$section}',
      params: { programId: String(program.id), section: section.id },
      search: {},
    } as const,
  });
  return (
    <>
      <PageHeading title="Settings" about={`${program.name} · program ${program.id}`} />
      <div className="grid min-w-0 gap-6 lg:grid-cols-[13rem_minmax(0,1fr)]">
        <SectionNav
          label="Settings"
          chosenId={chosen?.id}
          groups={SETTINGS_GROUPS.map(({ heading, sections }) => ({
            heading,
            entries: sections.map(toEntry),
          }))}
        />
        <div className="grid min-w-0 content-start gap-5">
          <Content />
        </div>
      </div>
    </>
  );
}
