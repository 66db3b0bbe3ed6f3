// Owns which partner a customer belongs to. Pure: facts in, verdict out.

/** A click id is `cust_<customer id>_<unix ms><39 random digits>`. */
export interface ClickIdParts {
  customerId: bigint;
  clickedAtMs: number;
  token: string;
}

const CLICK_ID = /^cust_([1-9]\d{0,17})_(\d{13})(\d{39})$/;

/** Takes a click id apart; null when it cannot be one of ours. */
export function parseClickId(clickId: string): ClickIdParts | null {
  const match = CLICK_ID.exec(clickId);
  if (!match) return null;
  const [, customerId, clickedAtMs, token] = match as unknown as [string, string, string, string];
  return { customerId: BigInt(customerId), clickedAtMs: Number(clickedAtMs), token };
}

/** Puts a click id together. */
export function formatClickId(parts: ClickIdParts): string {
  return `cust_${parts.customerId}_${parts.clickedAtMs}${parts.token}`;
}

/** Whom a customer is credited to at a moment. */
export interface Attribution {
  partnerId: number | null;
  enrollmentId: number | null;
  linkId: number | null;
  clickId: string | null;
  attributedAt: Date | null;
  byBot: boolean;
}

export interface LinkFacts {
  linkId: number;
  partnerId: number;
  enrollmentId: number | null;
}

export type ClickRule =
  | 'first_click'
  | 'same_partner'
  | 'last_click'
  | 'customer_already_bought'
  | 'bot_click';

const REPEAT_WINDOW_MS = 3_600_000;

export interface ReClickVerdict {
  /** Whether the customer now belongs to the clicked link and its partner. */
  moves: boolean;
  /** Whether the claim of the partner it belongs to already counts from this click on. */
  renews: boolean;
  /** Whether the browser keeps its click id (same partner) or gets a fresh one. */
  keepsClickId: boolean;
  /** A repeat within the hour on the same link is recorded but counts nowhere. */
  isRepeat: boolean;
  rule: ClickRule;
}

/**
 * What a click means for a customer that the browser already is: the last click wins until the
 * first sale; from then on the customer stays where it is. A later click of its own partner always
 * renews the claim, which a look-back window and a merge compare by its age.
 */
export function decideReClick(facts: {
  current: Attribution;
  hasBought: boolean;
  lastClickAt: Date | null;
  link: LinkFacts;
  isBot: boolean;
  at: Date;
}): ReClickVerdict {
  const { current, link } = facts;
  const samePartner = current.partnerId === link.partnerId;
  const sinceLastMs = facts.lastClickAt ? facts.at.getTime() - facts.lastClickAt.getTime() : null;
  // A real click after a bot's earns the credit that the bot's could not.
  const replacesBot = current.byBot && !facts.isBot;
  const isRepeat =
    samePartner &&
    !replacesBot &&
    current.linkId === link.linkId &&
    sinceLastMs !== null &&
    sinceLastMs < REPEAT_WINDOW_MS;
  const verdict = { moves: false, renews: false, keepsClickId: samePartner, isRepeat };
  if (facts.isBot) return { ...verdict, rule: 'bot_click' };
  if (facts.hasBought) {
    const renews = samePartner && !current.byBot;
    return { ...verdict, renews, rule: renews ? 'same_partner' : 'customer_already_bought' };
  }
  if (samePartner && !replacesBot) return { ...verdict, moves: true, rule: 'same_partner' };
  return {
    ...verdict,
    moves: true,
    rule: current.partnerId === null ? 'first_click' : 'last_click',
  };
}

/**
 * Whether a known customer takes over the attribution of an anonymous visitor that it turned out
 * to be: the later click wins, as long as nothing was bought.
 */
export function decideMerge(facts: {
  known: Attribution;
  knownHasBought: boolean;
  anonymous: Attribution;
}): { takesOver: boolean; rule: string } {
  const { known, anonymous } = facts;
  if (anonymous.partnerId === null || anonymous.attributedAt === null) {
    return { takesOver: false, rule: 'no_click' };
  }
  if (facts.knownHasBought) return { takesOver: false, rule: 'customer_already_bought' };
  if (anonymous.byBot) return { takesOver: false, rule: 'bot_click' };
  if (known.attributedAt && anonymous.attributedAt <= known.attributedAt && !known.byBot) {
    return { takesOver: false, rule: 'earlier_click' };
  }
  return { takesOver: true, rule: 'last_click' };
}
