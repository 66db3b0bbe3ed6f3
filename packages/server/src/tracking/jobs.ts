// Owns the jobs of tracking.
export const trackingJobs: Record<string, () => Promise<void>> = {};
export const trackingCron: { name: string; pattern: string }[] = [];
