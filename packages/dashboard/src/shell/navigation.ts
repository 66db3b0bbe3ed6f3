// Owns the list of a program's pages, for the sidebar, the palette and the shortcuts.
import {
  Activity,
  BadgeDollarSign,
  ChartNoAxesCombined,
  Contact,
  FlaskConical,
  Layers,
  Link2,
  Settings,
  UsersRound,
} from 'lucide-react';

/** A page of a program; `g` and then `key` opens it. */
export const PAGES = [
  { to: '/programs/$programId', label: 'Overview', key: 'o', icon: ChartNoAxesCombined },
  { to: '/programs/$programId/events', label: 'Events', key: 'e', icon: Activity },
  { to: '/programs/$programId/partners', label: 'Partners', key: 'p', icon: UsersRound },
  { to: '/programs/$programId/links', label: 'Links', key: 'l', icon: Link2 },
  { to: '/programs/$programId/groups', label: 'Groups', key: 'g', icon: Layers },
  { to: '/programs/$programId/customers', label: 'Customers', key: 'u', icon: Contact },
  {
    to: '/programs/$programId/commissions',
    label: 'Commissions',
    key: 'c',
    icon: BadgeDollarSign,
  },
  { to: '/programs/$programId/lab', label: 'Test lab', key: 't', icon: FlaskConical },
  { to: '/programs/$programId/settings/{-$section}', label: 'Settings', key: 's', icon: Settings },
] as const;
