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

package io.github.natsboot.benchmark.trial;

import java.util.HashMap;
import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The application around the listeners of a trial: as a user has it, with default
 * settings.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
class TrialApplication {

	/**
	 * Start it.
	 * @param servers the addresses of the servers
	 * @param properties further properties
	 * @param beans its beans
	 */
	static ConfigurableApplicationContext run(String servers, Map<String, Object> properties, Object... beans) {
		Map<String, Object> all = new HashMap<>(properties);
		all.put("nats.servers", servers);
		all.putIfAbsent("logging.level.root", "error");
		all.put("spring.main.banner-mode", "off");
		SpringApplication application = new SpringApplication(TrialApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(all);
		application.addInitializers((context) -> {
			for (Object bean : beans) {
				register((GenericApplicationContext) context, bean);
			}
		});
		return application.run();
	}

	@SuppressWarnings("unchecked")
	private static void register(GenericApplicationContext context, Object bean) {
		context.registerBean(bean.getClass().getSimpleName(), (Class<Object>) bean.getClass(), () -> bean);
	}

	/**
	 * End the trial, with code 1 unless the promise held.
	 */
	static void end(boolean kept, String result) {
		System.out.println(result + ": " + (kept ? "kept" : "BROKEN"));
		System.exit(kept ? 0 : 1);
	}

}
