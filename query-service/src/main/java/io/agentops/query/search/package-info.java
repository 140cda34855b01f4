/** The language in which callers say which runs they mean: read once, asked of the database or of single runs. */
package io.agentops.query.search;
