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

package io.github.natsboot.provisioning;

import java.util.List;

import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.Source;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import io.nats.client.support.JsonParser;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StreamComparisonTests {

	@Test
	void settingsOfAServerThatIsNewerThanTheClientAreNotReset() throws Exception {
		StreamInfo info = info(
				"\"storage\":\"file\",\"retention\":\"limits\",\"compression\":\"none\",\"max_bytes\":-1,"
						+ "\"first_seq\":7,\"sealed\":false,\"consumer_limits\":{},\"from_the_future\":\"x\"");
		StreamComparison comparison = new StreamComparison(declaration("order.>", "refund.>"), info);
		assertThatExceptionOfType(ProvisioningException.class).isThrownBy(comparison::updated)
			.withMessage("Stream 'ORDERS': it has settings that this version of the client does not know and would "
					+ "reset: from-the-future. Change it with `nats stream edit ORDERS`");
	}

	@Test
	void aValueThatTheClientDoesNotKnowIsNotReset() throws Exception {
		StreamInfo info = info("\"storage\":\"file\",\"retention\":\"limits\",\"compression\":\"s3\"");
		assertThatExceptionOfType(ProvisioningException.class)
			.isThrownBy(new StreamComparison(declaration("order.>"), info)::updated)
			.withMessageContaining("would reset: compression");
	}

	@Test
	void whatIsDeclaredByABeanIsWhatDiffersFromTheBuildersDefaults() {
		StreamDeclaration declaration = StreamDeclaration.of(StreamConfiguration.builder()
			.name("ORDERS")
			.subjects("order.>")
			.retentionPolicy(RetentionPolicy.Limits)
			.replicas(3)
			.sources(Source.builder().name("A").build())
			.firstSequence(100)
			.build());
		assertThat(declaration.keys()).containsExactlyInAnyOrder("subjects", "num_replicas", "sources");
	}

	@Test
	void anObjectIsDeclaredByTheValuesItHas() throws Exception {
		StreamInfo info = info("\"placement\":{\"cluster\":\"east\",\"tags\":[\"ssd\"]}");
		StreamConfiguration declared = StreamConfiguration
			.instance("{\"name\":\"ORDERS\",\"placement\":{\"cluster\":\"east\"}}");
		assertThat(new StreamComparison(StreamDeclaration.of(declared), info).difference().isEmpty()).isTrue();
		StreamConfiguration west = StreamConfiguration
			.instance("{\"name\":\"ORDERS\",\"placement\":{\"cluster\":\"west\"}}");
		StreamComparison comparison = new StreamComparison(StreamDeclaration.of(west), info);
		assertThat(comparison.difference().isSignificant()).isFalse();
		assertThat(comparison.updated().getPlacement().getCluster()).isEqualTo("west");
		assertThat(comparison.updated().getPlacement().getTags()).containsExactly("ssd");
	}

	private static StreamDeclaration declaration(String... subjects) {
		return StreamDeclaration.of(StreamConfiguration.builder().name("ORDERS").subjects(subjects).build(),
				List.of("subjects"));
	}

	private static StreamInfo info(String settings) throws Exception {
		return new StreamInfo(JsonParser.parse("{\"config\":{\"name\":\"ORDERS\",\"subjects\":[\"order.>\"]," + settings
				+ "},\"created\":\"2026-01-01T00:00:00Z\",\"state\":{}}"));
	}

}
