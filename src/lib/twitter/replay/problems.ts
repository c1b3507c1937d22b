/** The error bodies of X, word by word, as programs tell them apart by their titles and types. */

/** An answer that is an error. */
export class Problem extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    super(String(body['title']));
    this.status = status;
    this.body = body;
  }
}

export const TYPES = 'https://api.twitter.com/2/problems';

const blank = (status: number, title: string): Problem =>
  new Problem(status, { title, detail: title, type: 'about:blank', status });

export const unauthorized = (): Problem => blank(401, 'Unauthorized');
export const notFound = (): Problem => blank(404, 'Not Found');
export const methodNotAllowed = (): Problem => blank(405, 'Method Not Allowed');
export const unavailable = (): Problem => blank(503, 'Service Unavailable');
export const tooManyRequests = (): Problem => blank(429, 'Too Many Requests');

/** X has it, for apps that pay for more. */
export const forbidden = (): Problem =>
  new Problem(403, {
    title: 'Client Forbidden',
    detail: 'This endpoint is not part of what the App may use; recent search, the filtered stream and lookup are.',
    reason: 'client-not-enrolled',
    required_enrollment: 'Appropriate Level of API Access',
    type: `${TYPES}/client-forbidden`,
  });

/** The stream and its rules belong to the app and not to a user. */
export const wrongAuthentication = (): Problem =>
  new Problem(403, {
    title: 'Unsupported Authentication',
    detail:
      'Authenticating with OAuth 1.0a User Context is forbidden for this endpoint.  Supported authentication types are [OAuth 2.0 Application-Only].',
    type: `${TYPES}/unsupported-authentication`,
    status: 403,
  });

export const usageCapExceeded = () => ({
  title: 'UsageCapExceeded',
  detail: 'Usage cap exceeded: Monthly product cap',
  period: 'Monthly',
  scope: 'Product',
  account_id: '1',
  product_name: 'xpto-replay',
  type: `${TYPES}/usage-capped`,
});

export const tooManyConnections = (): Problem =>
  new Problem(429, {
    title: 'ConnectionException',
    detail: 'This stream is currently at the maximum allowed connection limit.',
    connection_issue: 'TooManyConnections',
    type: `${TYPES}/streaming-connection`,
  });

export const noRules = (): Problem =>
  new Problem(409, {
    title: 'ConnectionException',
    detail:
      'You must define rules using the POST /2/tweets/search/stream/rules endpoint before connecting to filtered stream.',
    connection_issue: 'RuleConfigurationIssue',
    type: `${TYPES}/streaming-connection`,
  });

export const operationalDisconnect = () => ({
  title: 'operational-disconnect',
  disconnect_type: 'UpstreamOperationalDisconnect',
  detail: 'This stream has been disconnected upstream for operational reasons.',
  type: `${TYPES}/operational-disconnect`,
});

/** What is wrong with one parameter. */
export interface ParameterProblem {
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly message: string;
}

export const invalidRequest = (errors: readonly ParameterProblem[]): Problem =>
  new Problem(400, {
    errors,
    title: 'Invalid Request',
    detail: 'One or more parameters to your request was invalid.',
    type: `${TYPES}/invalid-request`,
  });

/** Stands among the `errors` of an answer that has the rest. */
export const resourceNotFound = (resource_type: string, parameter: string, value: string) => ({
  value,
  detail: `Could not find ${resource_type} with ${parameter}: [${value}].`,
  title: 'Not Found Error',
  resource_type,
  parameter,
  resource_id: value,
  type: `${TYPES}/resource-not-found`,
});
