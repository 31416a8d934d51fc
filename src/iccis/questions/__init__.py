"""Questions: their files, parameters and graph sets; the engines that answer them; output and exports."""
