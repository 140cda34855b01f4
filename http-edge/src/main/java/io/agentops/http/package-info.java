/** What every service answers alike: problems, the status page, health, the frame of the OpenAPI document. */
package io.agentops.http;
