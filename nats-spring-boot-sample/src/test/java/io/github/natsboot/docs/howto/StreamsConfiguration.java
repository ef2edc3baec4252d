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

import java.time.Duration;
import java.util.Map;

import io.nats.client.api.Republish;
import io.nats.client.api.Source;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.SubjectTransform;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

// tag::streams[]
@Configuration(proxyBeanMethods = false)
class StreamsConfiguration {

	@Bean
	StreamConfiguration invoices() {
		return StreamConfiguration.builder()
			.name("INVOICES")
			.subjects("invoice.>")
			.maxAge(Duration.ofDays(30))
			.subjectTransform(new SubjectTransform("invoice.*.v1", "invoice.{{wildcard(1)}}.v2"))
			.republish(Republish.builder().source("invoice.>").destination("live.invoice.>").build())
			.metadata(Map.of("team", "billing"))
			.build();
	}

	@Bean
	StreamConfiguration audit() {
		return StreamConfiguration.builder()
			.name("AUDIT")
			.sources(Source.builder().name("INVOICES").build(), Source.builder().name("ORDERS").build())
			.build();
	}

}
// end::streams[]
