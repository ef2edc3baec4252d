/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.natsboot.docs.howto;

import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.natsboot.annotation.KeyValueListener;
import io.github.natsboot.event.KeyValueCaughtUpEvent;
import io.github.natsboot.event.KeyValueEntryFailedEvent;
import io.github.natsboot.support.NatsHeaders;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;

@Component
class Rates {

	private static final Logger log = LoggerFactory.getLogger(Rates.class);

	private final Map<String, BigDecimal> rates = new ConcurrentHashMap<>();

	// tag::rates[]
	@KeyValueListener(bucket = "rates", keys = "eur.{currency}")
	void rate(@Nullable BigDecimal value, @DestinationVariable String currency) {
		if (value != null) {
			this.rates.put(currency, value);
		}
		else {
			this.rates.remove(currency); // deleted, purged or expired
		}
	}
	// end::rates[]

	@Nullable BigDecimal rate(String currency) {
		return this.rates.get(currency);
	}

	// tag::audit[]
	@KeyValueListener(bucket = "rates", deliver = "UPDATES_ONLY", ignoreDeletes = "true")
	void changed(String json, @Header(NatsHeaders.KEY) String key, KeyValueOperation operation, KeyValueEntry entry) {
		log.info("{} {} revision {} at {}", operation, key, entry.getRevision(), entry.getCreated());
	}
	// end::audit[]

	// tag::events[]
	@EventListener
	void ready(KeyValueCaughtUpEvent event) {
		log.info("{} knows all of bucket {}", event.getListenerId(), event.getBucket());
	}

	@EventListener
	void failed(KeyValueEntryFailedEvent event) {
		log.error("{} is stale: {}", event.getKey(), event.getReason());
	}
	// end::events[]

}
