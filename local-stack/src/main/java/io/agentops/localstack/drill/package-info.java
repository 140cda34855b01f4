/**
 * The drill: hurts the demo's agents on purpose, through the platform's own doors, and keeps score of what the platform makes of it.
 */
package io.agentops.localstack.drill;
