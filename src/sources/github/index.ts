import type { SourceDefinition } from '../source.ts';
import { deployments } from './deployments.ts';
import { pulls } from './pulls.ts';
import { githubRefusal } from './refusal.ts';
import { GITHUB, githubSettings } from './settings.ts';

/** Pull requests, reviews, commits, checks and deployments of GitHub repositories. */
export const github: SourceDefinition = {
  name: GITHUB,
  title: 'Pull requests and deployments of GitHub repositories',
  baseUrl: 'https://api.github.com',
  auth: {
    secret: 'GITHUB_TOKEN',
    needs: 'a token that may read pull requests, contents, checks and deployments of the repositories',
    header: (secret) => ({
      authorization: `Bearer ${secret}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
    }),
  },
  settings: githubSettings,
  requestsPerMinute: 80,
  refusalIn: githubRefusal,
  streams: [pulls, deployments],
};
