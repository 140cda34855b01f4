/** Lists in pages, and the one way to ask the database for them. */
package io.agentops.query.page;
